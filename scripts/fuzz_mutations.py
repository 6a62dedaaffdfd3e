"""Changes bytes at random, from a seed: what fuzzing does where atheris is not at hand, and in the tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

__all__ = ["WORDS", "mutated"]

#: What means something to one of our readers, or to a rule; every third change puts one of these in.
WORDS: Sequence[bytes] = tuple(
    word.encode("utf-8", "surrogatepass")
    for word in (
        "<p>", "</p>", "<b>", "</b>", "<ul><li>", "<ol start=3><li>", "<table><tr><td>", "</table>", "<h2>", "</h2>",
        "<a href=tel:18005550199>", "</a>", "<br>", "<blockquote>", "<div hidden>", "</div>", "<svg><title>",
        "<template>", "<script type=application/ld+json>", "</script>", "<meta name=description content='",
        "<img alt='", "<sup>1</sup>", "<!--", "-->", "<!-- healthaudit: ignore-next cure-claim reason: x -->",
        "<![CDATA[", "]]>", "</>", "<", ">", "&", ";", "&amp;", "&#0;", "&#x1F642;", "&shy;", "&nbsp;", "&#xD800;",
        "&notin", "'", '"', "=", "/", "# ", "- ", "1. ", "> ", "* ", "**", "_", "`", "```\n", "[x](", ")", "[^1]",
        "\n[^1]: ", "^[x]", "![", "](u)", "|", "|-|-|", "~~", "\n---\n", "---\nauthor: x\n---\n", "date: 2024-02-30",
        "\\", "<http://x.org>", "[1]: /u", "\n\n", "\n", "\r\n", "\r", "\t", "  ", "\0", "\x1b[2J", "\x7f", "\x85",
        "\u00a0", "\u00ad", "\u200b", "\u202e", "\u2028", "\ufeff", "\ufffd", "\U0001f642", "\u0301", "\u017f",
        "\u212a", "\u0130", "\u1e9e", "\u0660", "\u00b2", "\u2488", "\u3000", "\ud800", "\udfff",
        "Our drops cure anxiety. ", "It does not cure anxiety. ",
        "Studies show that ketamine treats depression [1]. ", "95% of patients ", "in 3 days ",
        "Call our helpline on 1-800-273-8255 now. ", "Does it work? ", "no side effects ",
        "A trial (Novak et al., 2019) found ", "References\n",
        "[1] Novak J, Reyes M. A trial. Lancet. 2019;12(3):4-5. ", "doi:10.1000/abc.1 ", "PMID: 12345678 ",
        "https://example.org/a?b=c#d ", "FDA-approved ", "half ", "two thirds ", "six weeks ", "20 mg ", "$1,000 ",
        "Myths", "You should stop taking your medicine. ", "Dr. ", "e.g. ", "U.S. ", "“", "”", "(", ")", "[", "]",
        "id: my-rule\n", "match:\n  kind: pattern\n  any: ['x']\n", "{condition}", "(?:", "\\b", "{", "}", ":", ": ",
        "\n  ", "!!", "&a ", "*a ", "null", "true", "1e999", "-1", "0", "1", "99999999999999999999", "1" * 5000,
        "[" * 2000, "{\"a\":" * 500, "2026-11-21", '{"version": 1, "pages": {}}', '"schema": "healthaudit.report/1"',
        ",", "User-agent: *\n", "Disallow: /", "Crawl-delay: 1\n", "Sitemap: /s.xml\n", "<urlset><url><loc>",
        "</loc></url></urlset>", "<?xml version='1.0' encoding='", "http://", "%", "..", "@", "ignore-start",
        "ignore-end", "ignore-file", " reason: ", " until: ", "[rules]\n", 'select = ["', "extends = ",
    )
)  # fmt: skip
_MARKS = (
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xff\xfe\0\0",
    b"\x1f\x8b",
    b"%PDF",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
)
_CHANGES_AT_MOST, _LENGTH_AT_MOST = 6, 6000


def mutated(random: Random, corpus: Sequence[bytes]) -> Iterator[bytes]:
    """Endlessly changed pieces of a corpus. The same seed and corpus give the same."""
    corpus = corpus or (b"",)
    while True:
        data = bytearray(random.choice(corpus))
        for _ in range(random.randint(1, _CHANGES_AT_MOST)):
            _change(random, data, corpus)
        yield bytes(data[:_LENGTH_AT_MOST])


def _change(random: Random, data: bytearray, corpus: Sequence[bytes]) -> None:
    at = random.randint(0, len(data))
    end = min(len(data), at + random.choice((1, 1, 2, 8, 64)))
    match random.randrange(9):
        case 0 | 1 | 2:
            data[at:at] = random.choice(WORDS)
        case 3:
            data[at:end] = b""
        case 4:
            data[at:end] = random.randbytes(end - at)
        case 5:
            data[at:at] = data[at:end] * random.choice((1, 2, 50))
        case 6:
            data[at:at] = random.choice(_MARKS)
        case 7 if at < len(data):
            data[at] ^= 1 << random.randrange(8)
        case _:
            other = random.choice(corpus)
            start = random.randint(0, len(other))
            data[at:end] = other[start : start + random.choice((4, 40, 400))]
