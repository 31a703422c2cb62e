#include "infer/script_module.hpp"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/passes/freeze_module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <utility>

namespace semeq::infer {
namespace {

Values to_values(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kCPU).to(at::kFloat).contiguous();
  const auto* data = flat.const_data_ptr<float>();
  return {{flat.sizes().begin(), flat.sizes().end()}, {data, data + flat.numel()}};
}

c10::IValue to_ivalue(double number) { return number; }

c10::IValue to_ivalue(const TensorView& view) {
  const std::vector<std::int64_t> shape(view.shape.begin(), view.shape.end());
  // from_blob wants a mutable pointer; a script of ours does not write to its input.
  return at::from_blob(const_cast<float*>(view.data.data()), shape, at::kFloat);
}

}  // namespace

struct ScriptModule::Impl {
  torch::jit::Module module;
};

ScriptModule::ScriptModule(const std::string& path) : impl_(std::make_unique<Impl>()) {
  try {
    impl_->module = torch::jit::load(path, at::kCPU);
    impl_->module.eval();
  } catch (const std::exception& error) {
    const std::string reason = error.what();
    throw LoadError(reason.substr(0, reason.find('\n')));  // libtorch adds a stack trace
  }
}

ScriptModule::~ScriptModule() = default;

bool ScriptModule::has_method(const char* name) const {
  return impl_->module.find_method(name).has_value();
}

std::optional<Values> ScriptModule::tensor(const std::string& name) const {
  for (const auto& entry : impl_->module.named_parameters())
    if (entry.name == name) return to_values(entry.value);
  for (const auto& entry : impl_->module.named_buffers())
    if (entry.name == name) return to_values(entry.value);
  return std::nullopt;
}

void ScriptModule::freeze(const std::vector<std::string>& methods) {
  impl_->module = torch::jit::freeze_module(impl_->module, methods);
}

Values ScriptModule::run(const char* method, std::span<const float> in, std::size_t n_in) const {
  const Argument rows = TensorView{in, {in.size() / n_in, n_in}};
  return run(method, {&rows, 1});
}

Values ScriptModule::run(const char* method, std::span<const Argument> arguments) const {
  const c10::InferenceMode no_autograd;
  std::vector<c10::IValue> inputs;
  inputs.reserve(arguments.size());
  for (const Argument& argument : arguments)
    inputs.push_back(std::visit([](const auto& value) { return to_ivalue(value); }, argument));
  const c10::IValue result = impl_->module.get_method(method)(std::move(inputs));
  if (result.isInt()) return {{}, {static_cast<float>(result.toInt())}};
  return to_values(result.toTensor());
}

}  // namespace semeq::infer
