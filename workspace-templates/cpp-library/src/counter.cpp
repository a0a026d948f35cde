#include "counter/counter.hpp"

#include <sstream>

namespace counter {

std::map<std::string, std::size_t> count_words(std::string_view text) {
  std::map<std::string, std::size_t> counts;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) ++counts[word];
  return counts;
}

}  // namespace counter
