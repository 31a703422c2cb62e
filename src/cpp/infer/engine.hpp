// A TorchScript artefact, loaded and ready to run. No torch type leaves this header.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace semeq::infer {

/// The file is not a TorchScript archive, or its methods or shapes are not an artefact's.
struct LoadError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The three scripted methods and the term table of one settings autoencoder.
///
/// Construction reads, checks, freezes and warms up, and throws LoadError. Afterwards every
/// method is const and may be called from many threads at once. Matrices are row-major float32;
/// rows go through the network in chunks, so memory does not grow with the batch.
class Engine {
 public:
  explicit Engine(const std::string& path);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] std::size_t n_params() const noexcept { return n_params_; }
  [[nodiscard]] std::size_t latent_dim() const noexcept { return latent_dim_; }
  [[nodiscard]] std::size_t embedding_dim() const noexcept { return embedding_dim_; }

  [[nodiscard]] const std::vector<std::string>& terms() const noexcept { return terms_; }
  /// One row of latent_dim() values per term.
  [[nodiscard]] std::span<const float> term_latents() const noexcept { return term_latents_; }
  /// One row (lowest, highest) per param.
  [[nodiscard]] std::span<const float> bounds() const noexcept { return bounds_; }

  /// Each: `in` holds n rows of the first size, `out` n rows of the second; throws
  /// std::invalid_argument where they do not agree.
  void encode(std::span<const float> params, std::span<float> latents) const;
  void decode(std::span<const float> latents, std::span<float> params) const;
  void embed(std::span<const float> latents, std::span<float> embeddings) const;

 private:
  struct Network;
  void check_and_measure();

  std::unique_ptr<Network> network_;
  std::size_t n_params_ = 0;
  std::size_t latent_dim_ = 0;
  std::size_t embedding_dim_ = 0;
  std::vector<std::string> terms_;
  std::vector<float> term_latents_;
  std::vector<float> bounds_;
};

}  // namespace semeq::infer
