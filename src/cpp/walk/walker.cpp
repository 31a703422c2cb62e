#include "walk/walker.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "walk/walk_table.hpp"

namespace semeq::walk {
namespace {

// Latents of this many walk points are in memory at a time.
constexpr std::size_t kWalkRows = 1024;

// Frequencies end at half the highest sample rate; nothing an equalizer does is louder than this.
constexpr float kHighestBound = 192'000.0F;
constexpr float kHighestGainDb = 60.0F;

}  // namespace

Walker::Walker(std::shared_ptr<const Decoder> decoder, VocabularyTables tables,
               std::optional<Polish> polish)
    : decoder_(std::move(decoder)), tables_(std::move(tables)), polish_(std::move(polish)) {
  require_tables();
  if (!decoder_ || decoder_->latent_dim() != latent_dim() || decoder_->n_params() != kParams)
    throw std::invalid_argument("the decoder maps other rows than the tables have");
}

Walker::Walker(Decode decode, VocabularyTables tables, std::optional<Polish> polish)
    : decode_(std::move(decode)), tables_(std::move(tables)), polish_(std::move(polish)) {
  require_tables();
}

void Walker::require_tables() const {
  const VocabularyTables& t = tables_;
  if (t.flat_latent.empty() || t.term_latents.size() % t.flat_latent.size() != 0)
    throw std::invalid_argument("term_latents must have as many columns as flat_latent");
  if (polish_ && (polish_->latent_dim() != latent_dim() || polish_->n_params() != kParams))
    throw std::invalid_argument("the polish is for other rows than the tables have");
  if (t.bounds.size() != 2 * kParams)
    throw std::invalid_argument("bounds must have a row of two per param");
  for (std::size_t i = 0; i < kParams; ++i) {
    const bool is_gain = std::ranges::find(kGainColumns, i) != kGainColumns.end();
    const float lowest = t.bounds[2 * i];
    const float highest = t.bounds[2 * i + 1];
    if (!(lowest < highest && highest <= (is_gain ? kHighestGainDb : kHighestBound) &&
          lowest > (is_gain ? -kHighestGainDb : 0.0F)))
      throw std::invalid_argument("bounds row " + std::to_string(i) +
                                  " is not a range of that param");
  }
}

float Walker::within_bounds(std::size_t column, float value) const {
  return limit(value, tables_.bounds[2 * column], tables_.bounds[2 * column + 1]);
}

void Walker::decode(std::span<const float> latents, std::span<float> params, int n_steps) const {
  const std::size_t n_rows = latents.size() / latent_dim();
  if (latents.size() != n_rows * latent_dim() || params.size() != n_rows * kParams)
    throw std::invalid_argument("a walker maps rows of latent_dim() to rows of kParams");
  if (decoder_)
    decoder_->decode(latents, params);
  else
    decode_(latents, params);
  polish(latents, params, n_steps);
}

void Walker::polish(std::span<const float> latents, std::span<float> params, int n_steps) const {
  const auto limit_all = [&] {
    for (std::size_t i = 0; i < params.size(); ++i)
      params[i] = within_bounds(i % kParams, params[i]);
  };
  if (!decoder_) limit_all();
  if (!polish_ || n_steps == 0) return;
  polish_->apply(latents, params, n_steps);
  limit_all();
}

void Walker::latent_at(const WalkPoint& point, std::span<float> latent) const {
  const std::span<const float> start = latent_of(point.start), end = latent_of(point.end);
  for (std::size_t i = 0; i < latent_dim(); ++i)
    latent[i] = start[i] * (1.0F - point.alpha) + end[i] * point.alpha;
}

void Walker::walk(std::span<const WalkPoint> points, std::span<float> params) const {
  if (params.size() != points.size() * kParams)
    throw std::invalid_argument("walk needs " + std::to_string(kParams) + " params per point");
  for (const WalkPoint& point : points)
    if (point.start >= n_terms() || point.end >= n_terms())
      throw std::invalid_argument("walk names a term that is not in the table");
  if (walk_by_table(points, params)) return;
  std::vector<float> latents(std::min(points.size(), kWalkRows) * latent_dim());
  std::vector<float> amounts(std::min(points.size(), kWalkRows));
  for (std::size_t first = 0; first < points.size(); first += kWalkRows) {
    const auto chunk = points.subspan(first, std::min(kWalkRows, points.size() - first));
    for (std::size_t row = 0; row < chunk.size(); ++row) {
      latent_at(chunk[row], std::span(latents).subspan(row * latent_dim(), latent_dim()));
      amounts[row] = chunk[row].amount;
    }
    decode_scaled({latents.data(), chunk.size() * latent_dim()}, {amounts.data(), chunk.size()},
                  params.subspan(first * kParams, chunk.size() * kParams));
  }
}

bool Walker::walk_by_table(std::span<const WalkPoint> points, std::span<float> params) const {
  if (!decoder_ || points.size() < WalkTable::kWorthwhilePoints) return false;
  const WalkPoint& front = points.front();
  const bool one_walk = std::ranges::all_of(points, [&](const WalkPoint& point) {
    return point.start == front.start && point.end == front.end && stretch_of(point.amount) == 1.0F;
  });
  const auto [lowest, highest] = std::ranges::minmax_element(
      points, [](const WalkPoint& a, const WalkPoint& b) { return a.alpha < b.alpha; });
  if (!one_walk || !(lowest->alpha < highest->alpha)) return false;
  const auto table = WalkTable::build(*decoder_, latent_of(front.start), latent_of(front.end),
                                      lowest->alpha, highest->alpha);
  if (!table) return false;
  std::vector<float> latents(kWalkRows * latent_dim());
  for (std::size_t first = 0; first < points.size(); first += kWalkRows) {
    const auto chunk = points.subspan(first, std::min(kWalkRows, points.size() - first));
    const std::span<float> rows = params.subspan(first * kParams, chunk.size() * kParams);
    const std::span<float> asked = std::span(latents).first(chunk.size() * latent_dim());
    for (std::size_t row = 0; row < chunk.size(); ++row) {
      float* outputs = rows.data() + row * kParams;
      table->at(chunk[row].alpha, outputs);
      decoder_->finish_row(outputs, outputs);
      if (polish_) latent_at(chunk[row], asked.subspan(row * latent_dim(), latent_dim()));
    }
    polish(asked, rows, n_steps());
    for (std::size_t row = 0; row < chunk.size(); ++row)
      scale_gains(chunk[row].amount, rows.subspan(row * kParams, kParams));
  }
  return true;
}

void Walker::blend(std::span<const float> weights, std::span<const float> amounts,
                   std::span<float> params) const {
  if (weights.size() != amounts.size() * n_terms() || params.size() != amounts.size() * kParams) {
    throw std::invalid_argument("blend needs " + std::to_string(n_terms()) + " weights and " +
                                std::to_string(kParams) + " params per amount");
  }
  std::vector<float> latents(std::min(amounts.size(), kWalkRows) * latent_dim());
  for (std::size_t first = 0; first < amounts.size(); first += kWalkRows) {
    const std::size_t n = std::min(kWalkRows, amounts.size() - first);
    for (std::size_t row = 0; row < n; ++row) {
      float* latent = latents.data() + row * latent_dim();
      std::ranges::copy(tables_.flat_latent, latent);
      for (std::size_t term = 0; term < n_terms(); ++term) {
        const float weight = weights[(first + row) * n_terms() + term];
        if (weight == 0.0F) continue;
        const std::span<const float> of_term = latent_of(term);
        for (std::size_t i = 0; i < latent_dim(); ++i)
          latent[i] += weight * (of_term[i] - tables_.flat_latent[i]);
      }
    }
    decode_scaled({latents.data(), n * latent_dim()}, amounts.subspan(first, n),
                  params.subspan(first * kParams, n * kParams));
  }
}

void Walker::decode_scaled(std::span<float> latents, std::span<const float> amounts,
                           std::span<float> params) const {
  if (latents.size() != amounts.size() * latent_dim())
    throw std::invalid_argument("a walker needs an amount for each row of latents");
  for (std::size_t row = 0; row < amounts.size(); ++row) {
    const float stretch = stretch_of(amounts[row]);
    if (stretch == 1.0F) continue;
    float* latent = latents.data() + row * latent_dim();
    for (std::size_t i = 0; i < latent_dim(); ++i)
      latent[i] = std::lerp(tables_.flat_latent[i], latent[i], stretch);
  }
  decode(latents, params, n_steps());
  for (std::size_t row = 0; row < amounts.size(); ++row)
    scale_gains(amounts[row] / stretch_of(amounts[row]), params.subspan(row * kParams, kParams));
}

// How far a latent moves from the flat one: gains end at their bounds, while bands that move can
// play a curve beyond them.
float Walker::stretch_of(float amount) const noexcept {
  return polish_ ? std::max(1.0F, std::abs(amount)) : 1.0F;
}

void Walker::scale_gains(float amount, std::span<float> row) const {
  for (const std::size_t column : kGainColumns) {
    // Adding zero turns the -0 of a bypass into 0.
    row[column] = within_bounds(column, row[column] * amount + 0.0F);
  }
}

std::span<const float> Walker::latent_of(std::size_t term) const {
  return std::span(tables_.term_latents).subspan(term * latent_dim(), latent_dim());
}

}  // namespace semeq::walk
