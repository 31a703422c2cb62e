#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "semeq/dsp/sosfilt.hpp"
#include "support.hpp"

using namespace semeq::dsp;
using namespace semeq::test;

namespace {

std::vector<double> filter(const std::vector<Biquad>& sections, const std::vector<double>& in,
                           std::size_t block, std::vector<double>& states) {
  std::vector<double> out(in.size());
  for (std::size_t frame = 0; frame < in.size(); frame += block) {
    const double* source = in.data() + frame;
    double* target = out.data() + frame;
    const std::size_t n = std::min(block, in.size() - frame);
    sosfilt<double>(sections, {&source, 1, n}, {&target, 1, n}, states);
  }
  return out;
}

}  // namespace

TEST_CASE("states of another number and views that differ are refused") {
  const auto sections = design(busy_bands(), 48'000.0);
  const auto in = noise<double>(100);
  std::vector<double> states(2 * sections.size() - 1);
  CHECK_THROWS_AS(filter(sections, in, 100, states), std::invalid_argument);
  std::vector<double> out(100);
  const double* source = in.data();
  double* target = out.data();
  CHECK_THROWS_AS(sosfilt<double>(sections, {&source, 1, 100}, {&target, 1, 99}, {}),
                  std::invalid_argument);
}

TEST_CASE("blocks continue each other through direct-form states") {
  auto sections = design(busy_bands(), 48'000.0);
  SECTION("stable sections") {}
  SECTION("a section whose poles and zeros cancel") {
    sections.push_back({1, -0.5, 0.2, -0.5, 0.2});
  }
  SECTION("an integrator") { sections.push_back({1e-3, 0, 0, -1, 0}); }
  const auto in = noise<double>(3'000);
  const auto expected = reference<double>(sections, in);
  for (std::size_t block : {1, 5, 16, 100, 3'000}) {
    std::vector<double> states(2 * sections.size());
    CHECK(difference_dbfs(filter(sections, in, block, states), expected) < -220.0);
  }
}
