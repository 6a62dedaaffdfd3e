"""What a page promotes which product for.

Only a page that offers something promotes: one that sells, or one that speaks of what "we" do for patients, of visits
and prices. On it, a product on offer (the topic, one in a headline, one that can be ordered) is promoted for a
condition where a claim, a headline, a list of conditions treated, a sentence such as "ketamine for anxiety" or one that
speaks of benefit puts the two together. What is denied, doubted or asked, and who must not take the product, is not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from healthaudit.expressions import Expression
from healthaudit.language import By, Mention, Reading, Stance, Stances
from healthaudit.model import BlockKind, PageKind, Region
from healthaudit.patterns import compiled

#: A sentence with one of these stances promotes nothing.
_SILENT = frozenset([Stance.NEGATED, Stance.DISPUTED, Stance.QUESTION, Stance.COMPARATIVE])
_HEADLINES = frozenset([BlockKind.TITLE, BlockKind.DESCRIPTION, BlockKind.HEADING])
_PROMPTS = frozenset([BlockKind.BUTTON, BlockKind.LINK])
_UNREAD = frozenset([BlockKind.REFERENCE, BlockKind.CODE])
#: A product named so often is what the page is about, if it is about any.
_OFTEN = 3
_PRICE = compiled(rb"[$\xa3\xa4] ?\d")
#: So many different signs of an offer, a prompt or price among them, make a page one that promotes.
_SIGNS = 3
#: Id of supplements as a class, and in how many forms a page has to speak of one to sell it under a name unknown to us.
_SUPPLEMENT = "dietary_supplement"
_FORMS = 2
#: A sentence of so many bytes beside the names in it is a headline in all but markup.
_LABEL = 12
#: What leads to a list is shorter, unless it is a heading.
_LEAD = 200
#: One step of a list, a few words and a name, is no longer.
_STEP = 1000
#: Of the places that put a product together with a condition in the same way, so many are told of one sentence or list
#: item; a finding shows three.
_TOLD = 10


class Promotion(NamedTuple):
    """A place that puts a product together with a condition; offsets into ``Page.text``."""

    product: str
    condition: str
    start: int
    end: int
    block: int
    named: bool = True
    """Whether the product is named there, and not only understood."""
    told: bool = False
    """Whether the place only says if the use is approved."""


def promotions(
    reading: Reading, stances: Stances, words: Mapping[str, Expression], classes: frozenset[str]
) -> Iterator[Promotion]:
    """Every place that speaks of a product on offer for a condition, in no particular order.

    ``classes`` are the products that are whole classes ("antibiotics"), of which nobody approves a use.
    """
    page = _Offer(reading, stances, words, classes)
    for found in page.found():
        if found.product in page.offered:
            yield found


class Manner(StrEnum):
    """How a page speaks of the products on it."""

    PROMOTES = "promotes"
    OFFERS = "offers"
    """Says what "we" treat with what, without a prompt or a price."""
    NEITHER = "neither"


def manner_of(reading: Reading, words: Mapping[str, Expression]) -> Manner:
    """Whether the page promotes or at least offers treatments or products."""
    if reading.sells:
        return Manner.PROMOTES
    if reading.profile.kind is not PageKind.INFORMS:
        return Manner.NEITHER
    offers, prompts = (
        {reading.shown[start:end].lower() for start, end in words[name].spans(reading.shown)}
        for name in ("offers", "prompts")
    )
    offers = {offer for offer in offers if not words["not-ours"].found_in(offer)}
    button = any(link.button for link in reading.page.links)
    priced = any(_PRICE.match(prompt) for prompt in prompts)
    if (prompts and len(offers) + len(prompts) + button >= _SIGNS) or (button and priced):
        return Manner.PROMOTES
    return Manner.OFFERS if offers else Manner.NEITHER


class _Offer:
    """What a page offers, and for what."""

    def __init__(
        self, reading: Reading, stances: Stances, words: Mapping[str, Expression], classes: frozenset[str]
    ) -> None:
        self._reading = reading
        self._classes = classes
        self._stances = stances
        self._words = words
        self._starts = [mention.start for mention in reading.mentions]
        self._excepted: dict[int, bool] = {}
        self._headed: dict[int, list[str]] = {}
        counts = self._counts()
        first, second, *_ = (*sorted(counts, key=lambda product: -counts[product]), "", "")
        if counts.get(first, 0) < _OFTEN and reading.sells and _SUPPLEMENT in classes:
            forms = {reading.shown[start:end].lower() for start, end in words["supplement-form"].spans(reading.shown)}
            if len(forms) >= _FORMS:
                first, counts[_SUPPLEMENT] = _SUPPLEMENT, len(forms)
        # Of several that are named once on a page that does not plainly sell, none is on offer.
        self._topic = first if reading.sells or not second or counts[first] > 1 else ""
        self._dominates = bool(self._topic) and counts[first] >= 2 * counts.get(second, 0)
        """Whether nearly all the page is about one product, so that what it promises is promised of that."""
        self.offered = frozenset([self._topic, *(product for product, count in counts.items() if count >= _OFTEN)])

    def found(self) -> Iterator[Promotion]:
        yield from self._claims()
        for index, sentence in enumerate(self._reading.sentences):
            if self._read(sentence.block):
                yield from self._sentence(index)
        yield from self._lists()
        yield from self._status_told()

    def _status_told(self) -> Iterator[Promotion]:
        """A sentence that says whether a use is approved: on a page that offers the product it tells what for."""
        spans = [span for name in ("approval", "disclosure") for span in self._words[name].spans(self._reading.masked)]
        for index in sorted(self._reading.sentences_at(spans)):
            sentence = self._reading.sentences[index]
            block = self._reading.block_of(sentence)
            if not self._read(sentence.block) or block.region is not Region.MAIN:
                continue
            mentions = self._within(sentence.start, sentence.end)
            conditions = [one for one in mentions if one.kind == "condition" and not one.weak]
            text = self._reading.masked[sentence.start : sentence.end]
            if conditions and (self._words["approval"].found_in(text) or self._words["disclosure"].found_in(text)):
                product = self._product_at(index, mentions)
                named = any(one.id == product for one in mentions)
                for one in conditions if product else ():
                    yield Promotion(product, one.id, one.start, one.end, sentence.block, named, told=True)

    def _read(self, block: int) -> bool:
        """Whether a reader takes the block for what the page says."""
        here = self._reading.page.blocks[block]
        return here.region not in (Region.HIDDEN, Region.NAVIGATION) and here.kind not in _UNREAD

    def _counts(self) -> dict[str, int]:
        """How much each product is on offer: by how often it is named, in headlines, and with a price or prompt."""
        reading = self._reading
        counts: dict[str, int] = {}
        for index, sentence in enumerate(reading.sentences):
            if not self._read(sentence.block):
                continue
            products = [one for one in self._within(sentence.start, sentence.end) if one.kind == "product"]
            if not products:
                continue
            block = reading.block_of(sentence)
            headline = block.kind in _HEADLINES
            following = reading.page.blocks[sentence.block + 1 : sentence.block + 2]
            if headline and block.level > 1 and (not following or following[0].kind is BlockKind.HEADING):
                continue  # one of a list of headlines, which lead to other pages
            spans = self._words["on-offer"].spans(reading.masked[sentence.start : sentence.end])
            for product in products:
                if product.weak or product.id in self._classes or not self._stands(index, product.start, product.end):
                    continue
                at = product.start - sentence.start
                before = bisect_right(spans, at, key=lambda span: span[0]) - 1
                offered = before >= 0 and at < spans[before][1]
                counts[product.id] = counts.get(product.id, 0) + (_OFTEN if headline or offered else 1)
        return counts

    def _within(self, start: int, end: int) -> list[Mention]:
        mentions = self._reading.mentions
        return list(mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)])

    def _stands(self, index: int, start: int, end: int) -> bool:
        """Whether the words are the page's own and mean what they say."""
        signs = self._stances.signs(index, start, end, _SILENT)
        return not any((sign.stance, sign.manner) != (Stance.QUESTION, "loaded") for sign in signs)

    def _claims(self) -> Iterator[Promotion]:
        excepted: dict[int, bool] = {}
        for claim in self._reading.claims:
            product = claim.product or self._topic
            strong = any(one.id == claim.condition and not one.weak for one in self._within(claim.start, claim.end))
            if strong and product and claim.by is not By.PATIENTS:
                sentence = self._reading.sentences[claim.sentence]
                if claim.sentence not in excepted:
                    text = self._reading.masked[sentence.start : sentence.end]
                    excepted[claim.sentence] = self._words["excepted"].found_in(text)
                if not excepted[claim.sentence] and self._stands(claim.sentence, claim.verb, claim.end):
                    yield Promotion(product, claim.condition, claim.start, claim.end, sentence.block)

    def _sentence(self, index: int) -> Iterator[Promotion]:
        """Products and conditions that the words of one sentence put together."""
        sentence = self._reading.sentences[index]
        mentions = self._within(sentence.start, sentence.end)
        conditions = [one for one in mentions if one.kind == "condition"]
        if not conditions:
            return
        text = self._reading.masked[sentence.start : sentence.end]
        if self._words["excepted"].found_in(text) or self._excepted_section(sentence.block):
            return
        kind = self._reading.block_of(sentence).kind
        rest = len(text) - sum(one.end - one.start for one in mentions)
        product = self._product_at(index, mentions)
        named = any(one.id == product for one in mentions)
        label = kind in _HEADLINES or kind is BlockKind.BUTTON or self._is_label(index, rest)
        if named or ((label or self._words["benefit"].found_in(text)) and self._dominates):
            for one in conditions:
                # "Long COVID?" above a page asks nothing.
                stands = rest <= _LABEL or self._stands(index, one.start, one.end)
                if product and not one.weak and stands:
                    yield Promotion(product, one.id, one.start, one.end, sentence.block, named)
        standing: dict[int, bool] = {}
        for name in ("product-for", "condition-by"):
            ends: dict[int, int] = {}
            told: Counter[tuple[str, str]] = Counter()
            for first, last in self._words[name].spans(text):
                last = self._extended(text, last, ends)
                start, end = sentence.start + first, sentence.start + last
                here = self._within(start, end)
                product = next((one.id for one in here if one.kind == "product"), self._topic)
                if not product or not self._stands(index, start, end):
                    continue
                for one in here:
                    if one.kind != "condition" or one.weak or told[product, one.id] >= _TOLD:
                        continue
                    if one.start not in standing:
                        standing[one.start] = self._stands(index, one.start, one.end)
                    if standing[one.start]:
                        told[product, one.id] += 1
                        yield Promotion(product, one.id, start, end, sentence.block)

    def _is_label(self, index: int, rest: int) -> bool:
        """Whether a sentence is hardly more than names, before others of its paragraph."""
        sentence = self._reading.sentences[index]
        block = self._reading.block_of(sentence)
        alone = sentence.start == block.start and sentence.end >= block.end
        return rest <= _LABEL and block.kind is BlockKind.PARAGRAPH and not alone

    def _product_at(self, index: int, mentions: list[Mention]) -> str:
        """The product that a sentence speaks of: its own, that of the heading above, or what the page is about."""
        named = [one.id for one in mentions if one.kind == "product" and not one.weak]
        if named:
            return next((one for one in named if one in self.offered), "")
        above = self._reading.headings[self._reading.sentences[index].block]
        if above >= 0 and above not in self._headed:
            heading = self._reading.page.blocks[above]
            found = self._within(heading.start, heading.end)
            self._headed[above] = list(dict.fromkeys(one.id for one in found if one.kind == "product"))
        return next((one for one in self._headed.get(above, ()) if one in self.offered), self._topic)

    def _excepted_section(self, block: int) -> bool:
        """Whether the heading above is one of risks, exclusions or questions of eligibility."""
        above = self._reading.headings[block]
        if above < 0:
            return False
        if above not in self._excepted:
            heading = self._reading.page.blocks[above]
            text = self._reading.masked[heading.start : heading.end]
            self._excepted[above] = self._words["excepted-heading"].found_in(text)
        return self._excepted[above]

    def _extended(self, text: bytes, end: int, ends: dict[int, int]) -> int:
        """The end of the list that goes on behind a match; ``ends`` are those found so far in the same text."""
        steps = [end]
        while end not in ends and (more := self._words["more"].first(text[end : end + _STEP])) and more[0] == 0:
            end += more[1]
            steps.append(end)
        end = ends.get(end, end)
        ends.update(dict.fromkeys(steps, end))
        return end

    def _lists(self) -> Iterator[Promotion]:
        """Conditions in the list items or sentences below a lead such as "Conditions we treat"."""
        reading = self._reading
        blocks = reading.page.blocks
        starts = [block.start for block in blocks]
        open_: Counter[str] = Counter()  # products of the leads above, each so often as it has leads
        fresh = ""  # the product of the block before, when that is a lead
        for index, block in enumerate(blocks):
            if block.kind is BlockKind.HEADING or (index and block.region is not blocks[index - 1].region):
                open_, fresh = Counter(), ""
            elif block.kind not in (BlockKind.LIST_ITEM, BlockKind.TABLE_CELL):
                open_ = Counter([fresh] if fresh else [])  # a line may stand between a lead and its list
            elif open_:
                for one in self._within(block.start, block.end):
                    if one.kind == "condition" and self._stands(self._sentence_at(one.start), one.start, one.end):
                        block_index = bisect_right(starts, one.start) - 1
                        for product, leads in open_.items():
                            for _ in range(min(leads, _TOLD)):
                                yield Promotion(product, one.id, one.start, one.end, block_index, named=False)
            fresh = self._led(index)
            if fresh:
                open_[fresh] += 1

    def _led(self, index: int) -> str:
        """The product of which a block says that a list of its uses follows; empty for none."""
        block = self._reading.page.blocks[index]
        if not self._read(index) or (block.kind is not BlockKind.HEADING and block.end - block.start >= _LEAD):
            return ""
        if not self._words["list-of-uses"].found_in(self._reading.masked[block.start : block.end]):
            return ""
        named = (one.id for one in self._within(block.start, block.end) if one.kind == "product")
        return next(named, self._topic)

    def _sentence_at(self, at: int) -> int:
        return min(
            bisect_right(self._reading.sentences, at, key=lambda sentence: sentence.end),
            len(self._reading.sentences) - 1,
        )
