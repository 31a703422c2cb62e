#include <array>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "newest_value.hpp"

using semeq::dsp::NewestValue;

TEST_CASE("the reader sees the newest value, once") {
  NewestValue<int> newest;
  newest.assign(7);
  CHECK_FALSE(newest.update());
  CHECK(newest.current() == 7);
  for (int value : {8, 9}) {
    newest.to_write() = value;
    newest.publish();
  }
  CHECK(newest.update());
  CHECK(newest.current() == 9);
  CHECK_FALSE(newest.update());
}

TEST_CASE("values arrive whole and in order from another thread") {
  using Value = std::array<int, 64>;
  constexpr int kLast = 20'000;
  NewestValue<Value> newest;
  newest.assign(Value{});
  std::thread writer([&] {
    for (int i = 1; i <= kLast; ++i) {
      newest.to_write().fill(i);
      newest.publish();
    }
  });
  int seen = 0;
  bool whole = true;
  bool ordered = true;
  while (seen < kLast) {
    if (!newest.update()) continue;
    const Value& value = newest.current();
    for (int part : value) whole = whole && part == value[0];
    ordered = ordered && value[0] > seen;
    seen = value[0];
  }
  writer.join();
  CHECK(whole);
  CHECK(ordered);
}
