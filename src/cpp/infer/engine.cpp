#include "infer/engine.hpp"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/passes/freeze_module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <array>
#include <utility>

namespace semeq::infer {
namespace {

// Measured fastest between 256 and 1024 rows: activations stay in the cache.
constexpr std::size_t kChunkRows = 512;

// The profiling executor specialises a method during its first calls; after these it is settled.
constexpr int kWarmUpCalls = 3;

std::string first_line(const char* what) {
  const std::string text(what);
  return text.substr(0, text.find('\n'));
}

std::vector<float> matrix_attribute(const torch::jit::Module& module, const char* name,
                                    std::size_t n_columns) {
  if (!module.hasattr(name)) throw LoadError(std::string("it has no attribute '") + name + "'");
  const at::Tensor value =
      module.attr(name).toTensor().to(at::kCPU).to(at::kFloat).contiguous();
  if (value.dim() != 2 || value.size(1) != static_cast<std::int64_t>(n_columns)) {
    throw LoadError(std::string("attribute '") + name + "' must have shape (n, " +
                    std::to_string(n_columns) + ")");
  }
  const auto* data = value.const_data_ptr<float>();
  return {data, data + value.numel()};
}

}  // namespace

struct Engine::Network {
  torch::jit::Module module;

  [[nodiscard]] at::Tensor run(const char* method, const at::Tensor& input) const {
    return module.get_method(method)({input}).toTensor();
  }

  void run_chunks(const char* method, std::span<const float> in, std::size_t n_in,
                  std::span<float> out, std::size_t n_out) const {
    const std::size_t n_rows = in.size() / n_in;
    if (in.size() != n_rows * n_in || out.size() != n_rows * n_out) {
      throw std::invalid_argument(std::string(method) + " maps rows of " + std::to_string(n_in) +
                                  " values to rows of " + std::to_string(n_out) + ", got " +
                                  std::to_string(in.size()) + " and " +
                                  std::to_string(out.size()) + " values");
    }
    const c10::InferenceMode no_autograd;
    for (std::size_t row = 0; row < n_rows; row += kChunkRows) {
      const auto n = static_cast<std::int64_t>(std::min(kChunkRows, n_rows - row));
      // from_blob wants a mutable pointer; the network never writes to its input.
      const at::Tensor chunk = at::from_blob(const_cast<float*>(in.data() + row * n_in),
                                             {n, static_cast<std::int64_t>(n_in)}, at::kFloat);
      const at::Tensor result = run(method, chunk).contiguous();
      std::copy_n(result.const_data_ptr<float>(), result.numel(), out.data() + row * n_out);
    }
  }
};

Engine::Engine(const std::string& path) : network_(std::make_unique<Network>()) {
  try {
    const c10::InferenceMode no_autograd;
    network_->module = torch::jit::load(path, at::kCPU);
    network_->module.eval();
    check_and_measure();
    const std::vector<std::string> methods{"encode", "decode", "embed"};
    network_->module = torch::jit::freeze_module(network_->module, methods);
    std::vector<float> params(n_params_);
    for (std::size_t i = 0; i < n_params_; ++i) params[i] = bounds_[2 * i];
    std::vector<float> latent(latent_dim_);
    std::vector<float> embedding(embedding_dim_);
    for (int i = 0; i < kWarmUpCalls; ++i) {
      encode(params, latent);
      decode(latent, params);
      embed(latent, embedding);
    }
  } catch (const LoadError&) {
    throw;
  } catch (const std::exception& error) {
    throw LoadError(first_line(error.what()));
  }
}

Engine::~Engine() = default;

void Engine::check_and_measure() {
  const auto& module = network_->module;
  for (const char* method : {"encode", "decode", "embed"}) {
    if (!module.find_method(method)) {
      throw LoadError(std::string("it has no scripted method '") + method + "'");
    }
  }
  bounds_ = matrix_attribute(module, "bounds", 2);
  n_params_ = bounds_.size() / 2;

  const auto measure = [&](const char* method, const at::Tensor& input) {
    at::Tensor result = network_->run(method, input);
    if (result.dim() != 2 || result.size(0) != 1 || result.scalar_type() != at::kFloat) {
      throw LoadError(std::string("method '") + method +
                      "' must return float32 of shape (n, k)");
    }
    return result;
  };
  const at::Tensor lowest = at::from_blob(bounds_.data(), {static_cast<std::int64_t>(n_params_), 2})
                                .select(1, 0)
                                .contiguous()
                                .unsqueeze(0);
  const at::Tensor latent = measure("encode", lowest);
  const at::Tensor params = measure("decode", latent);
  const at::Tensor embedding = measure("embed", latent);
  latent_dim_ = static_cast<std::size_t>(latent.size(1));
  embedding_dim_ = static_cast<std::size_t>(embedding.size(1));
  if (params.size(1) != static_cast<std::int64_t>(n_params_)) {
    throw LoadError("method 'decode' returns " + std::to_string(params.size(1)) +
                    " params where 'bounds' has " + std::to_string(n_params_) + " rows");
  }

  term_latents_ = matrix_attribute(module, "term_latents", latent_dim_);
  if (!module.hasattr("terms")) throw LoadError("it has no attribute 'terms'");
  for (const c10::IValue& term : module.attr("terms").toListRef()) {
    terms_.push_back(term.toStringRef());
  }
  if (terms_.size() * latent_dim_ != term_latents_.size()) {
    throw LoadError("'terms' names " + std::to_string(terms_.size()) +
                    " words, 'term_latents' has " +
                    std::to_string(term_latents_.size() / latent_dim_) + " rows");
  }
}

void Engine::encode(std::span<const float> params, std::span<float> latents) const {
  network_->run_chunks("encode", params, n_params_, latents, latent_dim_);
}

void Engine::decode(std::span<const float> latents, std::span<float> params) const {
  network_->run_chunks("decode", latents, latent_dim_, params, n_params_);
}

void Engine::embed(std::span<const float> latents, std::span<float> embeddings) const {
  network_->run_chunks("embed", latents, latent_dim_, embeddings, embedding_dim_);
}

}  // namespace semeq::infer
