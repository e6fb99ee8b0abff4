// English: plural forms of the source texts, which are written as Qt Linguist has them: "%n task(s) need{s} you".
// "(s)" is a noun's ending, "{s}" a verb's. A translation into another language replaces whole sentences. Thread: any.
#pragma once

#include <QTranslator>

namespace skein::ui {

class English : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char* disambiguation, int n) const override;
    /// The source text with its endings for n; unchanged for a negative n.
    static QString plural(const char* source, int n);
};

}  // namespace skein::ui
