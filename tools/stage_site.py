"""Write the notebooks, processed by nbdev, as a website project that smalldocs can build: `stage_site.py FOLDER`.

nbdev names pages as Quarto does (00_images.ipynb becomes images.html); smalldocs keeps the notebook's name.
So links that nbdev wrote to names in backticks are pointed at the notebook instead. The links to the source
of a function get pages of their own, since an offline site cannot rely on a repository's website."""
import json, re, shutil, sys
from pathlib import Path

from nbdev.config import get_config
from nbdev.doclinks import _nbpath2html
from nbdev.serve import proc_nbs

widget = 'application/vnd.jupyter.widget-view+json'
link = re.compile(r'\[([^\]]*)\]\(/([^)#\s]+\.html)(?:#([^)\s]*))?\)')  # as nbdev writes it, from the site's root
fenced = re.compile(r'^```.*?^```', re.M | re.S)
source = re.compile(r'\]\(/blob/[^)\s]*?/([^)/\s]+)\.py(?:#[^)\s]*)?\)(\{[^}\n]*\})?')

def markdown_outputs(nb):
    "The data of every output that is Markdown; show_doc's are."
    datas = [out.get('data', {}) for cell in nb['cells'] for out in cell.get('outputs', [])]
    return [d for d in datas if 'text/markdown' in d]

def documented(nb):
    "The names that have a heading of their own on the page, as nbdev spells an anchor."
    text = '\n'.join(''.join(d['text/markdown']) for d in markdown_outputs(nb))
    return {name.lower() for name in re.findall(r'^#+ (\S+)$', text, re.M)}

def relink(text, pages):
    "Point nbdev's links at the notebooks and the source pages; a name without documentation is not linked."
    def to_notebook(m):
        name, page, anchor = m.groups()
        path, names = pages.get(page, (page, ()))
        if anchor and anchor not in names: return name
        return f'[{name}](/{path}#{anchor})' if anchor else f'[{name}](/{path})'
    return link.sub(to_notebook, source.sub(r'](/source/\1.md){.source-link}', text))

def relink_notebook(nb, pages):
    "Rewrite the links of a notebook in place, and drop what smalldocs has no use for."
    for cell in nb['cells']:
        src = ''.join(cell['source'])
        if cell['cell_type'] == 'raw': src = re.sub(r'^output-file:.*\n', '', src, flags=re.M)
        # a page is there to be read: exported code opens by a click
        if cell['cell_type'] == 'code': src = src.replace('#| code-fold: show', '#| code-fold: true')
        cell['source'] = relink(src, pages) if cell['cell_type'] == 'markdown' else src
        # a widget (a progress bar) is dead outside Jupyter, and its text form is that of its first moment
        if 'outputs' in cell: cell['outputs'] = [o for o in cell['outputs'] if widget not in o.get('data', {})]
    for data in markdown_outputs(nb):
        # nbdev also links the names inside a signature, where Markdown shows the link as text
        prose = fenced.sub(lambda m: link.sub(r'\1', m[0]), ''.join(data['text/markdown']))
        data['text/markdown'] = relink(prose, pages)

def main(dest):
    cfg = get_config()
    cache = proc_nbs(n_workers=2, force=True)  # what `nbdev_proc_nbs` does, which would first try to install Quarto
    shutil.copytree(cache, dest, dirs_exist_ok=True)
    notebooks = {p: json.loads(p.read_text(encoding='utf-8')) for p in sorted(dest.rglob('*.ipynb'))}
    pages = {}  # nbdev's name of each page: the notebook, and the names documented there
    for p, nb in notebooks.items():
        rel = p.relative_to(dest)
        pages[_nbpath2html(rel).as_posix()] = rel.as_posix(), documented(nb)
    for p, nb in notebooks.items():
        relink_notebook(nb, pages)
        p.write_text(json.dumps(nb), encoding='utf-8')
    (dest/'source').mkdir()
    for py in sorted(cfg.lib_path.glob('*.py')):
        if py.name.startswith('_'): continue
        (dest/'source'/f'{py.stem}.md').write_text(
            f'---\ntitle: "{cfg.lib_name}/{py.name}"\ntoc: false\n---\n\n````python\n{py.read_text(encoding="utf-8")}\n````\n',
            encoding='utf-8')

if __name__ == '__main__': main(Path(sys.argv[1]))
