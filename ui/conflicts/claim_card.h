// ClaimCard: one side of a conflict: letter, statement, where it comes from and its evidence. A and B differ by letter,
// tint and hatch side, never by red and green. Thread: GUI.
#pragma once

#include <QFrame>

#include "ui/bridge/run_view.h"
#include "ui/common/labels.h"

class QVBoxLayout;

namespace skein::ui {

enum class ClaimSide { A, B };

class ClaimCard : public QFrame {
    Q_OBJECT
public:
    ClaimCard(const Theme& theme, ClaimSide side, QWidget* parent = nullptr);
    void setClaim(const ClaimView& claim);
    /// Whether the draft takes this side.
    void setTaken(bool taken);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    ClaimSide m_side;
    bool m_taken = false;
    ThemedLabel* m_title;
    ThemedLabel* m_value;
    ThemedLabel* m_sentence;
    ThemedLabel* m_origin;
    QVBoxLayout* m_evidence;
    QVector<QWidget*> m_pieces;
};

}  // namespace skein::ui
