#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace counter {

/// How often each word occurs; words are what spaces separate.
std::map<std::string, std::size_t> count_words(std::string_view text);

}  // namespace counter
