"Packaging. Every fact comes from settings.ini, which nbdev reads too."
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

here = Path(__file__).parent
parser = ConfigParser(delimiters=['='])
parser.read(here/'settings.ini', encoding='utf-8')
cfg = parser['DEFAULT']
readme = here/'README.md'
extras = {e: cfg[f'{e}_requirements'].split() for e in ('judges', 'bands', 'own_domain', 'study', 'howto', 'dev')}
extras |= dict(dev=extras['dev'] + extras['judges'] + extras['bands'] + extras['own_domain'] + extras['study'])

setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'], keywords=cfg['keywords'],
    author=cfg['author'], license='BSD-3-Clause', license_files=['LICENSE'],
    long_description=readme.read_text(encoding='utf-8') if readme.exists() else '',
    long_description_content_type='text/markdown',
    python_requires=f">={cfg['min_python']}",
    install_requires=cfg['requirements'].split(),
    extras_require=extras,
    # data/ lies at the top so that a reader finds it; in a wheel it goes inside the package, as mdf_nb/data.
    packages=[*find_packages(include=['mdf_nb', 'mdf_nb.*']), 'mdf_nb.data'],
    package_dir={'mdf_nb.data': 'data'},
    package_data={'mdf_nb': ['pretrained/*', 'study_page/*'],
                  'mdf_nb.data': ['*.md', '*.json', '*.toml', '*.csv', 'photos/*', 'studies/*']},
    entry_points={'console_scripts': cfg['console_scripts'].split(),
                  'nbdev': [f"{cfg['lib_name']}={cfg['lib_path']}._modidx:d"]},  # lets nbdev link names in backticks
    classifiers=['Development Status :: 3 - Alpha', 'Intended Audience :: Developers',
                 'Intended Audience :: Science/Research', 'Programming Language :: Python :: 3'],
    zip_safe=False,
)
