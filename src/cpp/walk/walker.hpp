#pragma once

// Words' latents to params, without libtorch.
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "semeq/dsp/params.hpp"
#include "walk/decoder.hpp"
#include "walk/polish.hpp"

namespace semeq::walk {

using dsp::kParams;

// Columns of the params (SAFE order) that are gains in dB.
inline constexpr std::array<std::size_t, 5> kGainColumns{0, 2, 5, 8, 11};

// A point on the walk from term `start` (alpha 0, exactly) to term `end` (alpha 1, exactly).
// `amount` scales the gains, which stop at the bounds; beyond 1 it scales a latent of curves, so
// that the curve goes on growing.
struct WalkPoint {
  std::size_t start;
  std::size_t end;
  float alpha;
  float amount;
};

// What a walk needs to know of a model; rows are row-major.
struct VocabularyTables {
  std::vector<float> term_latents;  // a row of latent_dim values per term
  std::vector<float> flat_latent;   // of the flat equalizer: latent_dim values
  std::vector<float> bounds;        // (lowest, highest) per param
};

// Every method is const and may be called from many threads at once. Rows go through the decoder
// in chunks, so memory does not grow with the batch. Sizes that do not agree throw
// std::invalid_argument.
class Walker {
 public:
  // Rows of latents to as many rows of params.
  using Decode = std::function<void(std::span<const float> latents, std::span<float> params)>;

  // With a polish, for latents of curves, or without.
  Walker(std::shared_ptr<const Decoder> decoder, VocabularyTables tables,
         std::optional<Polish> polish = std::nullopt);
  // For a network that only libtorch can run.
  Walker(Decode decode, VocabularyTables tables, std::optional<Polish> polish = std::nullopt);

  [[nodiscard]] std::size_t latent_dim() const noexcept { return tables_.flat_latent.size(); }
  [[nodiscard]] std::size_t n_terms() const noexcept {
    return tables_.term_latents.size() / latent_dim();
  }

  // One row of latent_dim() values per term.
  [[nodiscard]] std::span<const float> term_latents() const noexcept {
    return tables_.term_latents;
  }

  // Steps of the polish that walks and blends take; 0 without one.
  [[nodiscard]] int n_steps() const noexcept { return polish_ ? polish_->n_steps() : 0; }

  // Always within the bounds, whatever the latents. A walker without a polish takes no steps.
  void decode(std::span<const float> latents, std::span<float> params, int n_steps) const;

  // A row of params per latent and amount, as walks and blends decode them. Changes the latents of
  // curves where amounts are beyond 1.
  void decode_scaled(std::span<float> latents, std::span<const float> amounts,
                     std::span<float> params) const;

  // One row of kParams params per point. Very many points of one walk are interpolated from a
  // table of it, to within float32 rounding; otherwise a row does not depend on the others.
  void walk(std::span<const WalkPoint> points, std::span<float> params) const;

  // One row of kParams params per element of `amounts`. A row of `weights` has one weight per
  // term; each term pulls the flat equalizer's latent toward, or with a negative weight away
  // from, its own: z = flat + sum of weight (term - flat). Gains then scale as in walk().
  void blend(std::span<const float> weights, std::span<const float> amounts,
             std::span<float> params) const;

 private:
  void require_tables() const;
  [[nodiscard]] float stretch_of(float amount) const noexcept;
  [[nodiscard]] bool walk_by_table(std::span<const WalkPoint> points,
                                   std::span<float> params) const;
  void polish(std::span<const float> latents, std::span<float> params, int n_steps) const;
  void latent_at(const WalkPoint& point, std::span<float> latent) const;
  [[nodiscard]] float within_bounds(std::size_t column, float value) const;
  void scale_gains(float amount, std::span<float> row) const;
  [[nodiscard]] std::span<const float> latent_of(std::size_t term) const;

  std::shared_ptr<const Decoder> decoder_;  // none: decode_
  Decode decode_;
  VocabularyTables tables_;
  std::optional<Polish> polish_;
};

}  // namespace semeq::walk
