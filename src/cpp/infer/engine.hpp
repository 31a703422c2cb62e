#pragma once

// The networks of a settings autoencoder as its artifact scripts them, whatever they are.
#include <cstddef>
#include <span>
#include <string>

#include "infer/script_module.hpp"

namespace semeq::infer {

// Construction reads, checks, freezes and warms up, and throws LoadError. Afterwards every method
// is const and may be called from many threads at once. Matrices are row-major float32; rows go
// through the networks in chunks, so memory does not grow with the batch. Sizes that do not agree
// throw std::invalid_argument.
class Engine {
 public:
  explicit Engine(const std::string& path);

  [[nodiscard]] std::size_t latent_dim() const noexcept { return latent_dim_; }
  // 0 where the script has no method "embed", which then must not be called.
  [[nodiscard]] std::size_t embedding_dim() const noexcept { return embedding_dim_; }

  void encode(std::span<const float> params, std::span<float> latents) const;
  void decode(std::span<const float> latents, std::span<float> params) const;
  void embed(std::span<const float> latents, std::span<float> embeddings) const;

 private:
  [[nodiscard]] std::size_t columns_out(const char* method, std::size_t columns_in) const;
  void warm_up() const;
  void run_chunks(const char* method, std::span<const float> in, std::size_t n_in,
                  std::span<float> out, std::size_t n_out) const;

  ScriptModule script_;
  std::size_t latent_dim_ = 0;
  std::size_t embedding_dim_ = 0;
};

}  // namespace semeq::infer
