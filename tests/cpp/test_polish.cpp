#include <algorithm>
#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "walk/walker.hpp"

using Catch::Approx;
using semeq::dsp::CurveFit;
using semeq::dsp::CurvePoints;
using semeq::dsp::kParamKinds;
using semeq::walk::kGainColumns;
using semeq::walk::kParams;
using semeq::walk::Polish;
using semeq::walk::VocabularyTables;
using semeq::walk::Walker;
using semeq::walk::WalkPoint;

namespace {

using Row = std::array<float, kParams>;

constexpr std::size_t kPoints = 48;
constexpr std::size_t kLatent = 2;
// What the decoder always answers, and the settings whose curve is that of the first coordinate.
constexpr Row kAnswer{1.0F, 120.0F, 0.5F, 300.0F, 1.0F, 0.5F,   1000.0F,
                      1.0F, 0.5F,   3000, 1.0F,   1.0F, 8000.0F};
constexpr std::array<double, kParams> kFirst{4.0, 150.0, 0.0,  300.0, 1.0,  0.0,   1000.0,
                                             1.0, 0.0,   3000, 1.0,   -3.0, 7000.0};

std::vector<double> curve_of(std::span<const double> params) {
  std::vector<double> hz(kPoints), curve(kPoints), slopes(kParams * kPoints);
  for (std::size_t i = 0; i < kPoints; ++i)
    hz[i] = 25.0 * std::pow(600.0, static_cast<double>(i) / (kPoints - 1));
  CurvePoints(hz, 44100.0).bands(kParamKinds, params, curve.data(), slopes.data());
  return curve;
}

std::vector<double> curve_of(const Row& params) {
  return curve_of(std::vector<double>(params.begin(), params.end()));
}

VocabularyTables tables() {
  std::vector<float> bounds;
  for (std::size_t i = 0; i < kParams; ++i) {
    const bool is_gain = std::ranges::find(kGainColumns, i) != kGainColumns.end();
    bounds.insert(bounds.end(), {is_gain ? -12.0F : 0.1F, is_gain ? 12.0F : 20000.0F});
  }
  return {{1.0F, 0.0F, 0.5F, 0.5F}, {0.0F, 0.0F}, bounds};
}

// The second coordinate is the level, which five bands cannot all play.
Polish polish(double anchor_db = 0.5, int n_steps = 2) {
  std::vector<double> hz(kPoints), low, high;
  for (std::size_t i = 0; i < kPoints; ++i)
    hz[i] = 25.0 * std::pow(600.0, static_cast<double>(i) / (kPoints - 1));
  const VocabularyTables of = tables();
  for (std::size_t i = 0; i < kParams; ++i) {
    low.push_back(of.bounds[2 * i]);
    high.push_back(of.bounds[2 * i + 1]);
  }
  CurveFit fit({hz, 44100.0}, {{kParamKinds.begin(), kParamKinds.end()},
                               std::vector<double>(kPoints, 1.0 / kPoints),
                               false,
                               low,
                               high,
                               {kFirst.begin(), kFirst.end()},
                               std::vector<double>(kParams)});
  std::vector<double> basis = curve_of(kFirst);
  basis.resize(2 * kPoints, 1.0);
  return {std::move(fit), basis, anchor_db, n_steps};
}

void answer(std::span<const float> latents, std::span<float> params) {
  for (std::size_t row = 0; row * kLatent < latents.size(); ++row)
    std::ranges::copy(kAnswer, params.begin() + static_cast<std::ptrdiff_t>(row * kParams));
}

Row decoded(const Walker& walker, std::array<float, kLatent> latent, int n_steps) {
  Row params{};
  walker.decode(latent, params, n_steps);
  return params;
}

double error_db(const Row& params, std::array<float, kLatent> latent) {
  const std::vector<double> first = curve_of(kFirst), curve = curve_of(params);
  double sum = 0.0;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const double error = latent[0] * first[i] + latent[1] - curve[i];
    sum += error * error;
  }
  return std::sqrt(sum / kPoints);
}

}  // namespace

TEST_CASE("each step of a polish comes nearer to the curve of the latent", "[polish]") {
  const Walker walker(answer, tables(), polish());
  CHECK(walker.n_steps() == 2);
  for (const auto latent : {std::array{1.0F, 0.0F}, {-1.0F, 0.5F}, {0.0F, 1.0F}}) {
    CHECK(decoded(walker, latent, 0) == kAnswer);
    double last = error_db(kAnswer, latent);
    for (const int n_steps : {1, 2, 4}) {
      const double error = error_db(decoded(walker, latent, n_steps), latent);
      CHECK(error < last);
      last = error;
    }
    CHECK(last < 0.6);
  }
}

TEST_CASE("walks and blends take the steps of the polish", "[polish]") {
  const Walker walker(answer, tables(), polish());
  const Row expected = decoded(walker, {0.75F, 0.25F}, 2);
  Row walked{}, blended{};
  const WalkPoint point{0, 1, 0.5F, 1.0F};
  walker.walk({&point, 1}, walked);
  const float amount = 1.0F;
  walker.blend(std::array{0.5F, 0.5F}, {&amount, 1}, blended);
  CHECK(walked == expected);
  CHECK(blended == expected);
}

TEST_CASE("an amount beyond 1 stretches a latent of curves, others scale gains", "[polish]") {
  const Walker walker(answer, tables(), polish());
  const auto walked = [&](float amount) {
    Row params{};
    const WalkPoint point{0, 0, 0.0F, amount};
    walker.walk({&point, 1}, params);
    return params;
  };
  CHECK(walked(2.0F) == decoded(walker, {2.0F, 0.0F}, 2));
  const Row whole = walked(1.0F), half = walked(0.5F), inverse = walked(-1.0F);
  for (const std::size_t column : kGainColumns) {
    CHECK(half[column] == Approx(0.5F * whole[column]));
    CHECK(inverse[column] == -whole[column]);
  }
  const Row bypass = walked(0.0F);
  for (const std::size_t column : kGainColumns) CHECK(bypass[column] == 0.0F);
}

TEST_CASE("a polish of other rows is refused", "[polish]") {
  VocabularyTables other = tables();
  other.flat_latent.push_back(0.0F);
  other.term_latents = {1.0F, 0.0F, 0.0F};
  CHECK_THROWS_AS(Walker(answer, other, polish()), std::invalid_argument);
  CHECK_THROWS_AS(polish(0.0), std::invalid_argument);
  CHECK_THROWS_AS(polish(1.0, -1), std::invalid_argument);
  std::vector<float> latents(kLatent), rows(2 * kParams);
  CHECK_THROWS_AS(polish().apply(latents, rows, 1), std::invalid_argument);
}
