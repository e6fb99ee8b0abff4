// The catalogue that ships with Skein, as tests read it. Thread: the test's.
#pragma once

#include <QtTest>

#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/routing/catalogue.h"

inline skein::routing::Catalogue shippedCatalogue() {
    skein::routing::Catalogue catalogue;
    const auto path = skein::resourcePath("models/catalogue.json");
    const auto text = path ? skein::readFile(*path) : skein::Result<std::string>(skein::Failure(path.error()));
    if (!text) qFatal("%s", text.error().describe().c_str());
    if (const auto read = skein::routing::addCatalogueFile(catalogue, *text, "catalogue.json"); !read)
        qFatal("%s", read.error().describe().c_str());
    return catalogue;
}

inline skein::Instant day(const char* text) { return *skein::parseInstant(text); }
