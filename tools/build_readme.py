"""Write README.md from nbs/index.ipynb; `--check` writes nothing and exits with status 1 if README.md is not what the index gives.

Cells marked hide or export are left out, directives are not shown, and pictures go to README_files/.
Links in the index are relative to nbs/; in the README they are relative to the top."""
import argparse, base64, json, posixpath, re, shutil, sys
from pathlib import Path

top = Path(__file__).resolve().parent.parent
files = 'README_files'
hidden = {'hide', 'default_exp', 'export', 'exporti', 'include: false'}
link = re.compile(r'(\]\()(?![a-z]+:|#|/)([^)\s]+)', re.I)

def from_top(text):
    "Make links that are relative to nbs/ relative to the top."
    return link.sub(lambda m: m[1] + posixpath.normpath(f'nbs/{m[2]}'), text)

def fence(text, lang=''): return f'```{lang}\n{text.rstrip()}\n```'

def prose(text):
    "Markdown as it is, less Quarto's div fences, which GitHub would show."
    return from_top(re.sub(r'^:::.*\n?', '', text, flags=re.M)).strip()

def output(out, images, alt=''):
    "One saved output as Markdown; a picture is added to `images`."
    if out['output_type'] == 'stream': return fence(''.join(out['text'])) if out['name'] == 'stdout' else ''
    if out['output_type'] == 'error': return fence(f"{out['ename']}: {out['evalue']}")
    if 'application/vnd.jupyter.widget-view+json' in out['data']: return ''  # a progress bar
    data = {k: ''.join(v) for k, v in out['data'].items() if isinstance(v, (str, list))}
    for mime, ext in (('image/png', 'png'), ('image/jpeg', 'jpg')):
        if mime in data:
            name = f'{files}/figure-{len(images) + 1}.{ext}'
            images[name] = base64.b64decode(data[mime])
            return f'![{alt}]({name})'
    if 'text/markdown' in data: return prose(data['text/markdown'])
    if 'text/html' in data: return re.sub(r'<style.*?</style>', '', data['text/html'], flags=re.S).strip()
    return fence(data['text/plain']) if 'text/plain' in data else ''

def render(nb):
    "The README's text, and its pictures by file name."
    parts, images = ['<!-- Written by tools/build_readme.py from nbs/index.ipynb; edit that. -->'], {}
    for cell in nb['cells']:
        src = ''.join(cell['source'])
        if cell['cell_type'] == 'markdown': parts.append(prose(src))
        if cell['cell_type'] != 'code': continue
        marks = {re.sub(r'\s*:\s*', ': ', m.strip()) for m in re.findall(r'^#\|(.*)$', src, re.M)}
        if any(m.split()[0] in hidden or m in hidden for m in marks if m): continue
        code = re.sub(r'^#\|.*\n?', '', src, flags=re.M).strip()
        if code and 'echo: false' not in marks: parts.append(fence(code, 'python'))
        alt = next((m.split(': ', 1)[1].strip('"') for m in sorted(marks) if m.startswith(('fig-alt: ', 'fig-cap: '))), '')
        if 'output: false' not in marks: parts += [output(o, images, alt) for o in cell['outputs']]
    return '\n\n'.join(p for p in parts if p) + '\n', images

def main():
    p = argparse.ArgumentParser(description='Write README.md from nbs/index.ipynb.')
    p.add_argument('--check', action='store_true', help='only say whether README.md is up to date')
    check = p.parse_args().check
    text, images = render(json.loads((top/'nbs/index.ipynb').read_text(encoding='utf-8')))
    want = {'README.md': text.encode(), **images}
    have = [top/'README.md', *(top/files).glob('*')]
    have = {f.relative_to(top).as_posix(): f.read_bytes() for f in have if f.is_file()}
    if check:
        wrong = [n for n in sorted({*want, *have}) if want.get(n) != have.get(n)]
        if wrong: sys.exit(f"not what nbs/index.ipynb gives: {', '.join(wrong)} (run python tools/build_readme.py)")
        return print('README.md is up to date')
    shutil.rmtree(top/files, ignore_errors=True)
    for name, content in want.items():
        (top/name).parent.mkdir(exist_ok=True)
        (top/name).write_bytes(content)
    print(f'README.md: {len(text.splitlines())} lines, {len(images)} pictures')

if __name__ == '__main__': main()
