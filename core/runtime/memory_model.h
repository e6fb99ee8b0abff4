// A model that memory calls for itself, to make vectors or to write summaries: who it is, at what price, within what
// terms. Thread: any; values only. Holds no key. What the person chose is a blob of the workspace.
#pragma once

#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/routing/catalogue.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {

struct MemoryModel {
    Json options;                             ///< as those of a run with this one model: address, price rows
    RunModel model;                           ///< what they say
    std::optional<std::uint32_t> dimensions;  ///< of vectors; nothing: as the model makes them
    bool localOnly = false;                   ///< texts of this workspace may not leave this machine
    std::optional<MicroUsd> most;             ///< for bringing memory up to date once; nothing: budgets alone bound it

    /// Which vectors can be compared: those of one model and length. "openai/text-embedding-3-small@512".
    std::string space() const;
    Target target() const { return {model.model.provider, model.model.id, false, false}; }
    /// "openai/text-embedding-3-small".
    std::string name() const { return model.model.provider + "/" + model.model.id; }
};

/// What a person says of it. `provider`: as --provider takes it; empty: the one whose catalogue entry has this model.
struct MemoryModelRequest {
    std::string provider, model, price;
    routing::CatalogueModel::Use use = routing::CatalogueModel::Use::Embeddings;
    std::optional<std::uint32_t> dimensions{};
    bool localOnly = false;
    std::optional<MicroUsd> most{};
};

/// Errors: InvalidInput for a model of another use, one that nobody or several list, an unknown price, dimensions that
/// are none; Denied for one elsewhere where nothing may leave this machine.
Result<MemoryModel> memoryModelFor(const MemoryModelRequest& request);

Json toJson(const MemoryModel& model);
/// Error: Damaged.
Result<MemoryModel> memoryModelFromText(std::string_view bytes);

}  // namespace skein::runtime
