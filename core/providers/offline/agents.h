// The four agents behind performOffline. Private to this folder. Thread: any; pure functions of request and index.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/deliverable/document.h"
#include "core/providers/offline/agent.h"
#include "core/providers/offline/facts.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

/// What an agent made and which atoms it read for it.
struct AgentResult {
    deliverable::Document document;
    std::set<Digest> consulted;
};

Result<AgentResult> surveyTree(const OfflineRequest& request, const MemoryIndex& index);
Result<AgentResult> digestComponent(const OfflineRequest& request, const MemoryIndex& index);
Result<AgentResult> crossReference(const OfflineRequest& request, const MemoryIndex& index);
Result<AgentResult> assembleDocument(const OfflineRequest& request, const MemoryIndex& index);

/// The documents of the dependencies, in plan order. Error: InvalidInput naming the task whose output is not a
/// document.
Result<std::vector<deliverable::Document>> dependencyDocuments(const OfflineRequest& request);

/// Reads these files with their comments, atoms and symbols. Errors: those of the index.
Result<std::vector<ReadFile>> readFiles(const MemoryIndex& index, const std::vector<const SourceFile*>& files,
                                        std::set<Digest>& consulted);

/// Marks every statement whose cited lines hold a claim of an open conflict (with both sides) or of a settled one (with
/// the decision), and lists the disputes that touch the document or, for assembled documents, all of them.
void markDisputes(const OfflineRequest& request, deliverable::Document& document);

/// Sections of a digest that the assembler looks for.
inline constexpr const char* keySymbolsTitle = "Key types and functions";
inline constexpr const char* usesTitle = "What it uses";
inline constexpr const char* deprecatedTitle = "Deprecated, and what replaces it";
inline constexpr const char* originsTitle = "Papers, standards and origins";

/// What a document about sources without a name of their own is called: the folders that were read, at most three
/// ("kitchen, larder and 4 more"), as Markdown; `fallback` if none is known.
std::string sourcesTitle(const std::vector<std::string>& sources, std::string_view fallback);

/// "12 files", "1 file", "12,345 lines".
std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural);
/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& items);

}  // namespace skein::providers
