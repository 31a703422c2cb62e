// Words' points to params: one settings autoencoder, loaded and ready to run.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infer/decoder.hpp"
#include "infer/script_module.hpp"
#include "semeq/dsp/params.hpp"

namespace semeq::infer {

using dsp::kParams;

/// Columns of the params (SAFE order) that are gains in dB.
inline constexpr std::array<std::size_t, 5> kGainColumns{0, 2, 5, 8, 11};

/// A point on the walk from term `start` (alpha 0, exactly) to term `end` (alpha 1, exactly).
/// `amount` scales the gains, which stop at the bounds.
struct WalkPoint {
  std::size_t start;
  std::size_t end;
  float alpha;
  float amount;
};

/// Construction reads, checks, freezes and warms up, and throws LoadError. Afterwards every method
/// is const and may be called from many threads at once. Matrices are row-major float32; rows go
/// through the networks in chunks, so memory does not grow with the batch. Sizes that do not agree
/// throw std::invalid_argument.
class Engine {
 public:
  explicit Engine(const std::string& path);

  [[nodiscard]] std::size_t latent_dim() const noexcept { return latent_dim_; }
  [[nodiscard]] std::size_t embedding_dim() const noexcept { return embedding_dim_; }
  [[nodiscard]] const std::vector<std::string>& terms() const noexcept { return terms_; }
  /// One row of latent_dim() values per term.
  [[nodiscard]] std::span<const float> term_latents() const noexcept { return term_latents_; }
  /// One row (lowest, highest) per param.
  [[nodiscard]] std::span<const float> bounds() const noexcept { return bounds_; }
  /// Whether decode() runs on plain matrix products rather than through libtorch.
  [[nodiscard]] bool decodes_natively() const noexcept { return decoder_.has_value(); }

  void encode(std::span<const float> params, std::span<float> latents) const;
  /// Always within bounds(), whatever the latents.
  void decode(std::span<const float> latents, std::span<float> params) const;
  void embed(std::span<const float> latents, std::span<float> embeddings) const;

  /// One row of kParams params per point. Very many points of one walk are interpolated from a
  /// table of it, to within float32 rounding; otherwise a row does not depend on the others.
  void walk(std::span<const WalkPoint> points, std::span<float> params) const;

  /// One row of kParams params per element of `amounts`. A row of `weights` has one weight per
  /// term; each term pulls the flat equalizer's point towards, or with a negative weight away
  /// from, its own: z = flat + sum of weight (term - flat). Gains then scale as in walk().
  void blend(std::span<const float> weights, std::span<const float> amounts,
             std::span<float> params) const;

 private:
  void read_tables();
  void measure_networks();
  void adopt_decoder();
  void warm_up() const;
  void decode_scaled(std::span<const float> latents, std::span<const float> amounts,
                     std::span<float> params) const;
  [[nodiscard]] bool walk_by_table(std::span<const WalkPoint> points,
                                   std::span<float> params) const;
  void scale_gains(float amount, std::span<float> row) const;
  [[nodiscard]] std::span<const float> latent_of(std::size_t term) const;
  [[nodiscard]] std::size_t columns_out(const char* method, std::span<const float> row) const;
  void run_chunks(const char* method, std::span<const float> in, std::size_t n_in,
                  std::span<float> out, std::size_t n_out) const;

  ScriptModule script_;
  std::optional<Decoder> decoder_;
  std::size_t latent_dim_ = 0;
  std::size_t embedding_dim_ = 0;
  std::vector<std::string> terms_;
  std::vector<float> term_latents_;
  std::vector<float> bounds_;
  std::vector<float> flat_latent_;
};

}  // namespace semeq::infer
