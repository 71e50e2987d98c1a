# SPDX-License-Identifier: GPL-2.0-only
"""Is a page whole on paper? Its PDF is read by pdftotext."""
import base64
import collections
import re
import subprocess

# Of US Letter between Chromium's margins, in CSS pixels.
WIDTH, HEIGHT = 739, 979


def plain(text):
    return re.sub(r"\s+", "", text)


def pages_of(browser):
    """Prints; the text of each page, without its spaces, as drawings have their own, and the PDF."""
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return [plain(page) for page in done.stdout.decode("utf-8").split("\f")], pdf


def rows_of(browser):
    """What each row is about, and whether it is folded."""
    return browser.execute_script(
        "return [].map.call(document.querySelectorAll('details'), function (row) {"
        " return [row.querySelector('summary').textContent, row.open]; })")


def ladders_of(browser):
    """Of each ladder how tall it is on paper, and its texts but for the titles in them."""
    return browser.execute_script(
        "var wide = arguments[0]; return [].map.call(document.querySelectorAll('svg.ladder'), function (svg) {"
        " var box = svg.viewBox.baseVal;"
        " return [box.height * Math.min(1, wide / box.width), [].map.call(svg.querySelectorAll('text'), function (text) {"
        " return text.firstChild ? text.firstChild.data : ''; })]; })", WIDTH)


def check_text(browser, fault, how):
    """All is there, folded or not, and nothing that only a screen can use; no ladder goes from page to page."""
    pages, pdf = pages_of(browser)
    text = "".join(pages)
    for summary, _ in rows_of(browser):
        if plain(summary) not in text:
            fault(f"{how}: '{summary}' is not on paper")
    captions = browser.execute_script(
        "return [].map.call(document.querySelectorAll('caption'), function (c) { return c.textContent; })")
    for caption, times in collections.Counter(captions).items():
        if text.count(plain(caption)) < times:
            fault(f"{how}: not each '{caption}' is on paper")
    if re.search(r"Filter(?!ed)", text):
        fault(f"{how}: the filter is on paper")
    for tall, texts in ladders_of(browser):
        if tall < HEIGHT and not any(all(plain(each) in page for each in texts) for page in pages):
            lost = min(([each for each in texts if plain(each) not in page] for page in pages), key=len)
            fault(f"{how}: the ladder with '{texts[-1]}' is cut: '{lost[0]}' is elsewhere")
    return pdf


def check(browser, fault):
    """Prints the page that is open, as who reads it in the dark; the PDF."""
    folded = rows_of(browser)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    pdf = check_text(browser, fault, "printed")
    if rows_of(browser) != folded:
        fault("does not fold again what was printed")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.refresh()
    check_text(browser, fault, "printed without its script")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.refresh()
    browser.set_window_size(WIDTH, HEIGHT)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    browser.execute_script("document.querySelectorAll('details').forEach(function (row) { row.open = true; })")
    for what, script in {
        "is not white on paper": "return getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'",
        "has not black text on paper": "return getComputedStyle(document.body).color !== 'rgb(0, 0, 0)'",
        "has ladders that are not black on paper":
            "return [].some.call(document.querySelectorAll('.ladder text.h'),"
            " function (text) { return getComputedStyle(text).fill !== 'rgb(0, 0, 0)'; })",
        "is too wide for paper":
            "var all = [document.documentElement].concat([].slice.call(document.querySelectorAll('.wide, figure, pre')));"
            " return all.some(function (part) { return part.scrollWidth > part.clientWidth + 1; })",
        "has a field on paper":
            "return [].some.call(document.querySelectorAll('input, button'),"
            " function (field) { return field.getClientRects().length; })",
    }.items():
        if browser.execute_script(script):
            fault(what)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    browser.set_window_size(1100, 1400)
    return pdf
