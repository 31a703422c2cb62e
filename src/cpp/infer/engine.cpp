#include "infer/engine.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "infer/walk_table.hpp"

namespace semeq::infer {
namespace {

// Measured fastest between 256 and 1024 rows: activations stay in the cache.
constexpr std::size_t kScriptRows = 512;

// Latents of this many walk points are in memory at a time.
constexpr std::size_t kWalkRows = 1024;

// The profiling executor specialises a method during its first calls; after these it is settled.
constexpr int kWarmUpCalls = 3;

// Frequencies end at half the highest sample rate; nothing an equalizer does is louder than this.
constexpr float kHighestBound = 192'000.0F;
constexpr float kHighestGainDb = 60.0F;

// Two float32 evaluations of one network differ by rounding alone; another network by far more.
constexpr float kSameNetwork = 1e-3F;

Values require_matrix(const ScriptModule& script, const char* name, std::size_t n_columns) {
  auto found = script.tensor(name);
  if (!found || found->shape.size() != 2 || found->shape[1] != n_columns) {
    throw LoadError(std::string("it has no tensor '") + name + "' of shape (n, " +
                    std::to_string(n_columns) + ")");
  }
  return std::move(*found);
}

std::vector<LinearWeights> read_layers(const ScriptModule& script) {
  std::vector<LinearWeights> layers;
  for (;;) {
    const std::string name = "decoder.layers." + std::to_string(layers.size());
    auto weight = script.tensor(name + ".weight");
    auto bias = script.tensor(name + ".bias");
    if (!weight || !bias || weight->shape.size() != 2) return layers;
    layers.push_back(
        {weight->shape[1], weight->shape[0], std::move(weight->data), std::move(bias->data)});
  }
}

// A band at 0 dB has no audible frequency or Q: those lie in the middle of their ranges, on a
// logarithmic scale.
std::vector<float> flat_params(const std::vector<float>& bounds) {
  std::vector<float> params(kParams);
  for (std::size_t i = 0; i < kParams; ++i)
    params[i] = std::sqrt(std::abs(bounds[2 * i] * bounds[2 * i + 1]));
  for (const std::size_t column : kGainColumns) params[column] = 0.0F;
  return params;
}

}  // namespace

Engine::Engine(const std::string& path) : script_(path) {
  try {
    read_tables();
    measure_networks();
    adopt_decoder();
    script_.freeze({"encode", "decode", "embed"});
    warm_up();
    flat_latent_.resize(latent_dim_);
    encode(flat_params(bounds_), flat_latent_);
  } catch (const LoadError&) {
    throw;
  } catch (const std::exception& error) {
    const std::string reason = error.what();
    throw LoadError(reason.substr(0, reason.find('\n')));
  }
}

void Engine::read_tables() {
  for (const char* method : {"encode", "decode", "embed"}) {
    if (!script_.has_method(method)) {
      throw LoadError(std::string("it has no scripted method '") + method + "'");
    }
  }
  bounds_ = require_matrix(script_, "bounds", 2).data;
  if (bounds_.size() != 2 * kParams) {
    throw LoadError("'bounds' must have " + std::to_string(kParams) + " rows, it has " +
                    std::to_string(bounds_.size() / 2));
  }
  for (std::size_t i = 0; i < kParams; ++i) {
    const bool is_gain =
        std::find(kGainColumns.begin(), kGainColumns.end(), i) != kGainColumns.end();
    const float lowest = bounds_[2 * i];
    const float highest = bounds_[2 * i + 1];
    if (!(lowest < highest && highest <= kHighestBound &&
          (is_gain ? -kHighestGainDb : 0.0F) < lowest && (!is_gain || highest < kHighestGainDb))) {
      throw LoadError("'bounds' row " + std::to_string(i) + " is not a range of that param");
    }
  }
  terms_ = script_.strings("terms");
}

void Engine::measure_networks() {
  latent_dim_ = columns_out("encode", flat_params(bounds_));
  const std::vector<float> latent(latent_dim_);
  embedding_dim_ = columns_out("embed", latent);
  if (const std::size_t n = columns_out("decode", latent); n != kParams) {
    throw LoadError("'decode' returns " + std::to_string(n) + " params, expected " +
                    std::to_string(kParams));
  }
  term_latents_ = require_matrix(script_, "term_latents", latent_dim_).data;
  if (terms_.size() * latent_dim_ != term_latents_.size()) {
    throw LoadError("'terms' names " + std::to_string(terms_.size()) +
                    " words, 'term_latents' has " +
                    std::to_string(term_latents_.size() / latent_dim_) + " rows");
  }
}

void Engine::adopt_decoder() {
  auto layers = read_layers(script_);
  const auto low = script_.tensor("normaliser.low");
  const auto span = script_.tensor("normaliser.span");
  const auto is_log = script_.tensor("normaliser.log_mask");
  if (layers.empty() || !low || !span || !is_log) return;
  for (const LinearWeights& layer : layers)
    if (!std::ranges::all_of(layer.weight, is_bfloat16)) return;
  std::vector<ParamScale> scales;
  for (std::size_t i = 0; i < kParams; ++i) {
    scales.push_back({low->data.at(i), span->data.at(i), is_log->data.at(i) != 0.0F, bounds_[2 * i],
                      bounds_[2 * i + 1]});
  }
  Decoder decoder(layers, std::move(scales), dsp::default_isa());

  // Trust the weights' names only as far as the scripted method agrees.
  const Values expected = script_.run("decode", term_latents_, latent_dim_);
  std::vector<float> found(expected.data.size());
  decoder.decode(term_latents_, found);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const float scale = std::max(1.0F, std::abs(expected.data[i]));
    if (!(std::abs(found[i] - expected.data[i]) <= kSameNetwork * scale)) return;
  }
  decoder_.emplace(std::move(decoder));
}

void Engine::warm_up() const {
  std::vector<float> params = flat_params(bounds_);
  std::vector<float> latent(latent_dim_);
  std::vector<float> embedding(embedding_dim_);
  for (int i = 0; i < kWarmUpCalls; ++i) {
    encode(params, latent);
    decode(latent, params);
    embed(latent, embedding);
  }
}

std::size_t Engine::columns_out(const char* method, std::span<const float> row) const {
  const Values result = script_.run(method, row, row.size());
  if (result.shape.size() != 2 || result.shape[0] != 1 || result.shape[1] == 0) {
    throw LoadError(std::string("'") + method + "' must return rows of shape (n, k)");
  }
  return result.shape[1];
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
    if (result.data.size() != n * n_out) {
      throw std::invalid_argument(std::string(method) + " returned another shape than at load");
    }
    std::copy(result.data.begin(), result.data.end(), out.begin() + row * n_out);
  }
}

void Engine::encode(std::span<const float> params, std::span<float> latents) const {
  run_chunks("encode", params, kParams, latents, latent_dim_);
}

void Engine::decode(std::span<const float> latents, std::span<float> params) const {
  if (decoder_) return decoder_->decode(latents, params);
  run_chunks("decode", latents, latent_dim_, params, kParams);
  for (std::size_t i = 0; i < params.size(); ++i) {
    const std::size_t column = i % kParams;
    params[i] = limit(params[i], bounds_[2 * column], bounds_[2 * column + 1]);
  }
}

void Engine::embed(std::span<const float> latents, std::span<float> embeddings) const {
  run_chunks("embed", latents, latent_dim_, embeddings, embedding_dim_);
}

void Engine::walk(std::span<const WalkPoint> points, std::span<float> params) const {
  if (params.size() != points.size() * kParams) {
    throw std::invalid_argument("walk needs " + std::to_string(kParams) + " params per point");
  }
  for (const WalkPoint& point : points) {
    if (point.start >= terms_.size() || point.end >= terms_.size()) {
      throw std::invalid_argument("walk names a term that is not in the table");
    }
  }
  if (walk_by_table(points, params)) return;
  std::vector<float> latents(std::min(points.size(), kWalkRows) * latent_dim_);
  std::vector<float> amounts(std::min(points.size(), kWalkRows));
  for (std::size_t first = 0; first < points.size(); first += kWalkRows) {
    const auto chunk = points.subspan(first, std::min(kWalkRows, points.size() - first));
    for (std::size_t row = 0; row < chunk.size(); ++row) {
      const WalkPoint& point = chunk[row];
      const float* start = latent_of(point.start).data();
      const float* end = latent_of(point.end).data();
      float* latent = latents.data() + row * latent_dim_;
      for (std::size_t i = 0; i < latent_dim_; ++i) {
        latent[i] = start[i] * (1.0F - point.alpha) + end[i] * point.alpha;
      }
      amounts[row] = point.amount;
    }
    decode_scaled({latents.data(), chunk.size() * latent_dim_}, {amounts.data(), chunk.size()},
                  params.subspan(first * kParams, chunk.size() * kParams));
  }
}

bool Engine::walk_by_table(std::span<const WalkPoint> points, std::span<float> params) const {
  if (!decoder_ || points.size() < WalkTable::kWorthwhilePoints) return false;
  const WalkPoint& front = points.front();
  const bool one_walk = std::all_of(points.begin(), points.end(), [&](const WalkPoint& point) {
    return point.start == front.start && point.end == front.end;
  });
  const auto [lowest, highest] =
      std::minmax_element(points.begin(), points.end(),
                          [](const WalkPoint& a, const WalkPoint& b) { return a.alpha < b.alpha; });
  if (!one_walk || !(lowest->alpha < highest->alpha)) return false;
  const auto table = WalkTable::build(*decoder_, latent_of(front.start), latent_of(front.end),
                                      lowest->alpha, highest->alpha);
  if (!table) return false;
  std::array<float, kParams> outputs{};
  for (std::size_t row = 0; row < points.size(); ++row) {
    table->at(points[row].alpha, outputs.data());
    decoder_->finish_row(outputs.data(), params.data() + row * kParams);
    scale_gains(points[row].amount, params.subspan(row * kParams, kParams));
  }
  return true;
}

void Engine::blend(std::span<const float> weights, std::span<const float> amounts,
                   std::span<float> params) const {
  const std::size_t n_terms = terms_.size();
  if (weights.size() != amounts.size() * n_terms || params.size() != amounts.size() * kParams) {
    throw std::invalid_argument("blend needs " + std::to_string(n_terms) + " weights and " +
                                std::to_string(kParams) + " params per amount");
  }
  std::vector<float> latents(std::min(amounts.size(), kWalkRows) * latent_dim_);
  for (std::size_t first = 0; first < amounts.size(); first += kWalkRows) {
    const std::size_t n = std::min(kWalkRows, amounts.size() - first);
    for (std::size_t row = 0; row < n; ++row) {
      float* latent = latents.data() + row * latent_dim_;
      std::copy(flat_latent_.begin(), flat_latent_.end(), latent);
      for (std::size_t term = 0; term < n_terms; ++term) {
        const float weight = weights[(first + row) * n_terms + term];
        if (weight == 0.0F) continue;
        const float* point = term_latents_.data() + term * latent_dim_;
        for (std::size_t i = 0; i < latent_dim_; ++i) {
          latent[i] += weight * (point[i] - flat_latent_[i]);
        }
      }
    }
    decode_scaled({latents.data(), n * latent_dim_}, amounts.subspan(first, n),
                  params.subspan(first * kParams, n * kParams));
  }
}

void Engine::decode_scaled(std::span<const float> latents, std::span<const float> amounts,
                           std::span<float> params) const {
  decode(latents, params);
  for (std::size_t row = 0; row < amounts.size(); ++row) {
    scale_gains(amounts[row], params.subspan(row * kParams, kParams));
  }
}

void Engine::scale_gains(float amount, std::span<float> row) const {
  for (const std::size_t column : kGainColumns) {
    // Adding zero turns the -0 of a bypass into 0.
    row[column] = limit(row[column] * amount + 0.0F, bounds_[2 * column], bounds_[2 * column + 1]);
  }
}

std::span<const float> Engine::latent_of(std::size_t term) const {
  return term_latents().subspan(term * latent_dim_, latent_dim_);
}

}  // namespace semeq::infer
