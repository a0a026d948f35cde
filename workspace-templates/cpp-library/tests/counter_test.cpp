#include "counter/counter.hpp"

#include <iostream>

static int failures = 0;

static void check(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "failed: " << what << '\n';
  ++failures;
}

int main() {
  const auto counts = counter::count_words("to be or  not to be");
  check(counts.size() == 4, "four words");
  check(counts.at("be") == 2, "be occurs twice");
  check(counter::count_words("").empty(), "nothing has no words");
  if (failures == 0) std::cout << "all tests passed\n";
  return failures;
}
