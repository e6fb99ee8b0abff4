#include "core/model/claim.h"

#include "core/model/names.h"

namespace skein {
namespace {

constexpr NameTable<Modality, 5> modalities{{{Modality::Observed, "observed"},
                                             {Modality::Required, "required"},
                                             {Modality::Optional, "optional"},
                                             {Modality::Forbidden, "forbidden"},
                                             {Modality::Planned, "planned"}}};
constexpr NameTable<ClaimValue::Type, 7> valueTypes{{{ClaimValue::Type::Text, "text"},
                                                     {ClaimValue::Type::Number, "number"},
                                                     {ClaimValue::Type::Boolean, "boolean"},
                                                     {ClaimValue::Type::Signature, "signature"},
                                                     {ClaimValue::Type::Set, "set"},
                                                     {ClaimValue::Type::Range, "range"},
                                                     {ClaimValue::Type::Reference, "reference"}}};

Result<Evidence> evidenceFromJson(const Json& json) {
    Evidence evidence;
    SKEIN_TRY(evidence.path, jsonStringOr(json, "path", "", "evidence"));
    SKEIN_TRY(const auto first, jsonIntOr(json, "first", 1, "evidence"));
    SKEIN_TRY(const auto last, jsonIntOr(json, "last", first, "evidence"));
    evidence.lines = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
    SKEIN_TRY(evidence.quote, jsonStringOr(json, "quote", "", "evidence"));
    SKEIN_TRY(const auto atom, jsonStringOr(json, "atom", "", "evidence"));
    if (const auto digest = Digest::fromHex(atom)) evidence.atom = *digest;
    return evidence;
}

}  // namespace

std::string_view modalityName(Modality modality) { return nameIn(modalities, modality); }
std::optional<Modality> modalityFromName(std::string_view name) { return valueIn(modalities, name); }
std::string_view valueTypeName(ClaimValue::Type type) { return nameIn(valueTypes, type); }
std::optional<ClaimValue::Type> valueTypeFromName(std::string_view name) { return valueIn(valueTypes, name); }

Digest claimId(const Claim& claim) {
    constexpr std::string_view separator("\0", 1);
    Sha256 hash;
    for (const std::string_view part :
         {std::string_view(claim.subject), std::string_view(claim.predicate), valueTypeName(claim.value.type),
          std::string_view(claim.value.text), std::string_view(claim.value.unit), modalityName(claim.modality),
          std::string_view(claim.scope)})
        hash.add(part).add(separator);
    for (const auto& bound : {claim.validFrom, claim.validTo})
        hash.add(bound ? std::to_string(bound->value) : "-").add(separator);
    if (!claim.evidence.empty()) hash.add(claim.evidence.front().path).add(separator).add(claim.evidence.front().quote);
    return hash.finish();
}

Json toJson(const Claim& claim) {
    Json evidence = Json::array();
    for (const auto& item : claim.evidence) {
        Json entry{{"path", item.path}, {"first", item.lines.first}, {"last", item.lines.last}, {"quote", item.quote}};
        if (item.atom) entry["atom"] = item.atom.hex();
        evidence.push_back(std::move(entry));
    }
    Json json{{"id", claim.id.hex()},
              {"subject", claim.subject},
              {"predicate", claim.predicate},
              {"value", claim.value.text},
              {"type", valueTypeName(claim.value.type)},
              {"unit", claim.value.unit},
              {"modality", modalityName(claim.modality)},
              {"scope", claim.scope},
              {"confidence", claim.confidencePerMille},
              {"basis", claim.basis},
              {"sentence", claim.sentence},
              {"evidence", std::move(evidence)}};
    if (claim.validFrom) json["valid_from"] = claim.validFrom->value;
    if (claim.validTo) json["valid_to"] = claim.validTo->value;
    return json;
}

Result<Claim> claimFromJson(const Json& json) {
    Claim claim;
    SKEIN_TRY(claim.subject, jsonString(json, "subject", "claim"));
    SKEIN_TRY(claim.predicate, jsonString(json, "predicate", "claim"));
    SKEIN_TRY(claim.value.text, jsonString(json, "value", "claim"));
    SKEIN_TRY(claim.value.unit, jsonStringOr(json, "unit", "", "claim"));
    SKEIN_TRY(const auto type, jsonStringOr(json, "type", "text", "claim"));
    SKEIN_TRY(const auto modality, jsonStringOr(json, "modality", "observed", "claim"));
    const auto valueType = valueTypeFromName(type);
    const auto modalityValue = modalityFromName(modality);
    if (!valueType)
        return fail(ErrorCode::InvalidInput, "claim.type: expected text, number, boolean, signature or set");
    if (!modalityValue)
        return fail(ErrorCode::InvalidInput,
                    "claim.modality: expected observed, required, optional, forbidden or planned");
    claim.value.type = *valueType;
    claim.modality = *modalityValue;
    SKEIN_TRY(claim.scope, jsonStringOr(json, "scope", "", "claim"));
    SKEIN_TRY(claim.basis, jsonStringOr(json, "basis", "output", "claim"));
    SKEIN_TRY(claim.sentence, jsonStringOr(json, "sentence", "", "claim"));
    SKEIN_TRY(const auto confidence, jsonIntOr(json, "confidence", 1000, "claim"));
    claim.confidencePerMille = static_cast<int>(confidence);
    if (json.contains("valid_from")) {
        SKEIN_TRY(const auto from, jsonInt(json, "valid_from", "claim"));
        claim.validFrom = Instant{from};
    }
    if (json.contains("valid_to")) {
        SKEIN_TRY(const auto to, jsonInt(json, "valid_to", "claim"));
        claim.validTo = Instant{to};
    }
    if (const auto found = json.find("evidence"); found != json.end() && found->is_array())
        for (const auto& item : *found) {
            SKEIN_TRY(auto evidence, evidenceFromJson(item));
            claim.evidence.push_back(std::move(evidence));
        }
    claim.id = claimId(claim);
    return claim;
}

}  // namespace skein
