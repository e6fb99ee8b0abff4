// In-place messages: InlineBanner (what happened, what you can do), UndoBar (10 s to take something back), EmptyState
// (what belongs here, why it is empty, one action). Thread: GUI. They must never open a dialog or take focus.
#pragma once

#include <QFrame>
#include <QPushButton>
#include <QTimer>
#include <functional>

#include "ui/common/labels.h"
#include "ui/common/theme.h"

class QBoxLayout;

namespace skein::ui {

enum class BannerKind { Information, Warning, Error };

class InlineBanner : public QFrame {
    Q_OBJECT
public:
    explicit InlineBanner(const Theme& theme, QWidget* parent = nullptr);
    /// Shows a message; `detail` may be empty. Announced once to assistive technology.
    void showMessage(BannerKind kind, const QString& message, const QString& detail = {});
    void setVisible(bool visible) override;
    /// Adds the one action; empty text removes it.
    void setAction(const QString& text, std::function<void()> run);

signals:
    void shownChanged(bool shown);

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    const Theme& m_theme;
    QBoxLayout* m_layout;
    BannerKind m_kind = BannerKind::Information;
    QWidget* m_glyph;
    ThemedLabel* m_message;
    ThemedLabel* m_detail;
    QPushButton* m_action;
    QPushButton* m_close;
    std::function<void()> m_run;
};

/// The window in which a slip is free (ui.md 3.7): names the effect, counts down, and is gone.
class UndoBar : public QWidget {
    Q_OBJECT
public:
    explicit UndoBar(const Theme& theme, QWidget* parent = nullptr);
    /// Offers to undo `effect` ("Take A for c-12") for `seconds`; a new offer replaces the old one.
    void offer(const QString& effect, int seconds, std::function<void()> undo);
    bool isOffering() const { return m_left > 0; }
    void dismiss();
    /// As a click on the button; nothing where nothing is offered.
    void trigger();

signals:
    void offeringChanged(bool offering);

private:
    void tick();
    QPushButton* m_button;
    QTimer m_timer;
    QString m_effect;
    int m_left = 0;
    std::function<void()> m_undo;
};

class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(const Theme& theme, QWidget* parent = nullptr);
    void setContent(const QString& iconName, const QString& title, const QString& reason);
    /// Shown instead of the content while something else is the reason: it is being loaded, or could not be. Without a
    /// title the content is back.
    void setInstead(const QString& title, const QString& reason);
    void setAction(const QString& text, std::function<void()> run);
    /// An action that triggers the window's command of this id.
    void setCommand(const QString& text, const QString& command);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    const Theme& m_theme;
    QLabel* m_icon;
    QString m_iconName;
    ThemedLabel* m_title;
    ThemedLabel* m_reason;
    QPushButton* m_action;
    std::function<void()> m_run;
    QString m_ownTitle, m_ownReason, m_insteadTitle, m_insteadReason;
    void tell();
};

}  // namespace skein::ui
