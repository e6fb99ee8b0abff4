// The tools by which a model asks memory during its attempt: what is offered to it, and the answers from the index.
// Arguments are a model's words: they are checked, and what is wrong with them is the answer. Thread: any; reads only.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/window.h"
#include "core/providers/reply.h"
#include "core/runtime/index/sqlite_index.h"

namespace skein::runtime {

/// memory_search, memory_get, memory_as_of and memory_recall, with their JSON Schemas.
const std::vector<providers::ToolSpec>& memoryTools();
/// What offering them adds to a prompt, estimated.
TokenCount memoryToolTokens();

/// What a model asked, as the output blob of its step keeps it: {"text","calls":[{"name","arguments"}]}.
std::string askedText(const providers::Reply& reply);
/// Error: Damaged.
Result<std::vector<providers::ToolCall>> askedCalls(const std::string& text);

/// What questions are answered from.
struct MemoryDesk {
    const SqliteIndex& index;
    std::set<Digest> disputed, excluded;  ///< atoms that are not shown; the reason is told instead
    std::function<Result<Json>(const std::string& about)> episodes;  ///< as episodicMemory()
    std::function<Result<Json>(const std::string& about)> held;      ///< claims: [{"sentence","by","evidence"}]
    std::function<Result<Json>(const std::string& about)>
        plan;  ///< this run's tasks: [{"task","kind","title","needs"}]
};

/// The answer to one call, at most `room` tokens by estimateTokens(). What cannot be answered is said in words.
MemoryQuestion answerQuestion(const MemoryDesk& desk, const providers::ToolCall& call, TokenCount room);

}  // namespace skein::runtime
