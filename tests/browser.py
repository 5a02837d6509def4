"""Pages as people meet them: `in_a_browser` (axe and a narrow phone), `print_page` (the PDF of a printer)."""

import html
import json
import re
import shutil
import subprocess
from importlib.resources import files

import pytest
from pypdf import PdfReader

NARROW = 320  # pixels, what WCAG 1.4.10 asks for
WIDTHS = (NARROW, 768, 1440)  # a phone, a tablet, a desk
# Each page lives in a frame of that width with axe in it; what was found is written where --dump-dom shows it.
HARNESS = """<!DOCTYPE html><title>axe</title><pre id="found"></pre><script type="module">
const found = {};
for (const [name, page] of Object.entries(PAGES)) {
  const frame = document.createElement("iframe");
  Object.assign(frame, {width: WIDTH, height: 800, srcdoc: page});
  await new Promise(done => { frame.onload = done; document.body.append(frame); });
  const {violations, passes} = await frame.contentWindow.axe.run();
  found[name] = {
    passes: passes.length, violations: violations.map(one => [one.id, one.nodes.map(node => node.html)]),
    width: frame.contentDocument.documentElement.scrollWidth,
    charts: [...frame.contentDocument.querySelectorAll("svg[viewBox]")].filter(svg => svg.getClientRects().length).map(
      svg => {
        const {right, width} = svg.getBoundingClientRect();
        return [right, 12 * width / svg.viewBox.baseVal.width];
      }),
  };
}
document.getElementById("found").textContent = JSON.stringify(found);
</script>"""
CALM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


def in_a_browser(tmp_path, pages, width=NARROW):
    """Of each page by its name: what axe finds, how many of its rules hold, how wide it is on such a screen.

    Also where each chart that is seen ends, and how large its type is, in pixels.
    """
    axe = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    # The page allows no script; what judges it has to be let in.
    open_pages = {
        name: re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", f"<script>{axe}</script></body>")
        for name, page in pages.items()
    }
    written = json.dumps(open_pages).replace("</", "<\\/")
    harness = tmp_path / "axe.html"
    harness.write_text(HARNESS.replace("PAGES", written).replace("WIDTH", str(width)), encoding="utf-8")
    done = call_chromium(tmp_path, "--virtual-time-budget=60000", "--dump-dom", harness)
    return json.loads(html.unescape(re.findall(r'<pre id="found">(.*?)</pre>', done, re.DOTALL)[0]))


def print_page(tmp_path, page):
    """What comes out of the printer, and every size of type in it in points."""
    source, target = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(page, encoding="utf-8")
    call_chromium(tmp_path, f"--print-to-pdf={target}", "--no-pdf-header-footer", source)
    reader, sizes = PdfReader(target), set()

    def note(text, matrix, text_matrix, _font, size):
        if text.strip():
            sizes.add(round(size * abs(matrix[3] * text_matrix[3]), 1))

    for one in reader.pages:
        one.extract_text(visitor_text=note)
    return reader, sizes


def call_chromium(tmp_path, *options):
    """Run Chromium without a screen; the last option is the page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("chromium is not installed")
    *flags, page = options
    command = [chromium, *CALM, f"--user-data-dir={tmp_path / 'profile'}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
