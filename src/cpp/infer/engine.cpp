#include "infer/engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "semeq/dsp/params.hpp"

namespace semeq::infer {
namespace {

using dsp::kParams;

// Measured fastest between 256 and 1024 rows: activations stay in the cache.
constexpr std::size_t kScriptRows = 512;

// The profiling executor specializes a method during its first calls; after these it is settled.
constexpr int kWarmUpCalls = 3;

}  // namespace

Engine::Engine(const std::string& path) : script_(path) {
  try {
    std::vector<std::string> methods{"encode", "decode"};
    for (const std::string& method : methods)
      if (!script_.has_method(method.c_str()))
        throw LoadError("it has no scripted method '" + method + "'");
    latent_dim_ = columns_out("encode", kParams);
    if (script_.has_method("embed")) {
      embedding_dim_ = columns_out("embed", latent_dim_);
      methods.emplace_back("embed");
    }
    if (const std::size_t n = columns_out("decode", latent_dim_); n != kParams) {
      throw LoadError("'decode' returns " + std::to_string(n) + " params, expected " +
                      std::to_string(kParams));
    }
    script_.freeze(methods);
    warm_up();
  } catch (const LoadError&) {
    throw;
  } catch (const std::exception& error) {
    throw LoadError(first_line(error));
  }
}

std::size_t Engine::columns_out(const char* method, std::size_t columns_in) const {
  const std::vector<float> row(columns_in, 1.0F);  // whose logarithm is finite
  const Values result = script_.run(method, row, row.size());
  if (result.shape.size() != 2 || result.shape[0] != 1 || result.shape[1] == 0)
    throw LoadError(std::string("'") + method + "' must return rows of shape (n, k)");
  return result.shape[1];
}

void Engine::warm_up() const {
  std::vector<float> params(kParams, 1.0F);
  std::vector<float> latent(latent_dim_);
  std::vector<float> embedding(embedding_dim_);
  for (int i = 0; i < kWarmUpCalls; ++i) {
    encode(params, latent);
    decode(latent, params);
    if (embedding_dim_ > 0) embed(latent, embedding);
  }
}

void Engine::run_chunks(const char* method, std::span<const float> in, std::size_t n_in,
                        std::span<float> out, std::size_t n_out) const {
  const std::size_t n_rows = in.size() / n_in;
  if (in.size() != n_rows * n_in || out.size() != n_rows * n_out) {
    throw std::invalid_argument(std::string(method) + " maps rows of " + std::to_string(n_in) +
                                " values to rows of " + std::to_string(n_out));
  }
  for (std::size_t row = 0; row < n_rows; row += kScriptRows) {
    const std::size_t n = std::min(kScriptRows, n_rows - row);
    const Values result = script_.run(method, in.subspan(row * n_in, n * n_in), n_in);
    if (result.data.size() != n * n_out)
      throw std::invalid_argument(std::string(method) + " returned another shape than at load");
    std::ranges::copy(result.data, out.subspan(row * n_out).begin());
  }
}

void Engine::encode(std::span<const float> params, std::span<float> latents) const {
  run_chunks("encode", params, kParams, latents, latent_dim_);
}

void Engine::decode(std::span<const float> latents, std::span<float> params) const {
  run_chunks("decode", latents, latent_dim_, params, kParams);
}

void Engine::embed(std::span<const float> latents, std::span<float> embeddings) const {
  run_chunks("embed", latents, latent_dim_, embeddings, embedding_dim_);
}

}  // namespace semeq::infer
