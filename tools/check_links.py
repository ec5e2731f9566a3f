"Check the links of a built site, anchors included: `check_links.py FOLDER`. Exit status 1 if any is broken."
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

class Page(HTMLParser):
    "The anchors of one page, and what it links to."
    def __init__(self, path):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(path.read_text(encoding='utf-8'))

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.ids |= {a[k] for k in ('id', 'name') if a.get(k)}
        self.links += [a[k] for k in ('href', 'src') if a.get(k)]

def broken(folder):
    "Every link inside the site that leads nowhere, as `page: link`."
    pages = {p.resolve(): Page(p) for p in sorted(folder.rglob('*.html'))}
    for path, page in pages.items():
        for link in dict.fromkeys(page.links):
            u = urlsplit(link)
            if u.scheme or u.netloc: continue  # the outside world is not ours to check
            target = (path.parent/unquote(u.path)).resolve() if u.path else path
            if target.is_dir(): target = target/'index.html'
            lost = not target.is_file() or not target.is_relative_to(folder.resolve())
            anchor = unquote(u.fragment)
            if not lost and target in pages and anchor: lost = anchor not in pages[target].ids
            if lost: yield f'{path.relative_to(folder.resolve())}: {link}'
    if not pages: yield f'{folder}: no pages'

if __name__ == '__main__':
    found = list(broken(Path(sys.argv[1])))
    for f in found: print(f'broken link: {f}')
    print(f'{len(found)} broken links')
    sys.exit(bool(found))
