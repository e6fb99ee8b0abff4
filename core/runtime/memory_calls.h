// Paid calls that belong to no task: memory asks an embedding model for vectors, or a model for a summary. Before each
// the journal holds the intent with the money set aside, after it what it cost. Thread: the caller's; blocks. One at a
// time. Never repeats a call that may have been charged, never sends one that no budget has room for.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/providers/request.h"
#include "core/runtime/host.h"
#include "core/runtime/memory_model.h"

namespace skein::runtime {

class MemoryCaller {
public:
    /// Reads the keys of the model's provider. `most`: what all calls of this caller may cost together; none: the
    /// budgets of workspace and day alone. `cancel` is looked at between calls and while one waits; a
    /// call that is out then has ten seconds to answer before it is broken off and may have been charged. Errors: as
    /// KeySupply.
    static Result<std::unique_ptr<MemoryCaller>> create(Host& host, MemoryModel model, std::optional<MicroUsd> most,
                                                        const std::atomic<bool>* cancel);

    /// One call for the vectors of these texts (at most textsAtOnce(), none empty, valid UTF-8), recorded under the
    /// SHA-256 of each. `dimensions`: those of the vectors there are; 0: there are none. Errors: Budget; Cancelled;
    /// Unavailable where the model, its provider or all keys fail, or an answer cannot be used (it is paid for all the
    /// same); each says what to do.
    Result<void> embed(const std::vector<std::string>& texts, std::uint32_t dimensions);
    /// The model's words on this request. `result` makes of them what is recorded, or refuses them. Same errors.
    Result<void> write(const providers::ModelRequest& request, const std::string& inputs,
                       const std::function<Result<std::string>(const std::string&)>& result);

    /// Texts of one embedding call, and their tokens by estimate: as providers bound them, and few enough that little
    /// is lost with one.
    std::size_t textsAtOnce() const;
    static constexpr std::int64_t tokensAtOnce = 60'000;

    /// The most that a call can cost; nothing where the price ends within the hour.
    std::optional<MicroUsd> worstCost(TokenCount input, TokenCount output) const;

    const MemoryModel& model() const { return m_model; }
    MicroUsd spent() const { return m_spent; }
    std::uint64_t calls() const { return m_calls; }

private:
    struct Ended;
    MemoryCaller(Host& host, MemoryModel model, std::optional<MicroUsd> most, const std::atomic<bool>* cancel)
        : m_host(host), m_model(std::move(model)), m_most(most), m_cancel(cancel) {}

    Result<void> call(event::MemoryCallIntended intent, MicroUsd worst,
                      const std::function<Ended(const Secret*)>& send);
    Ended sendEmbeddings(const std::vector<std::string>& texts, std::uint32_t dimensions, const Secret* key) const;
    Ended sendText(const providers::ModelRequest& request, const Secret* key,
                   const std::function<Result<std::string>(const std::string&)>& result) const;
    Ended settled(StepOutcome outcome, const Usage& usage) const;
    Result<void> wait(Duration time) const;
    bool cancelled() const { return m_cancel != nullptr && m_cancel->load(); }

    Host& m_host;
    MemoryModel m_model;
    std::optional<MicroUsd> m_most;
    const std::atomic<bool>* m_cancel;
    std::vector<NamedKey> m_keys;
    std::size_t m_key = 0;  ///< the one that calls
    MicroUsd m_spent;
    std::uint64_t m_calls = 0;
};

}  // namespace skein::runtime
