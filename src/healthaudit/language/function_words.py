"""The commonest function words of languages in Latin script, by which they are told apart.

Words are compared as ``fold`` leaves them, so that texts without their accents are known as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from healthaudit.language.fold import fold

__all__ = ["ENGLISH", "KINDS", "Best", "FunctionWords", "function_words", "lower"]

ENGLISH = "en"
#: So many different function words of one language, of those that hardly stand in an English text, are no accident.
KINDS = 3

#: And some words of the notices about interpreters that stand at the foot of pages in many languages.
_FUNCTION_WORDS = {
    "en": "the and of to is that for with are you this be or have not from was your can which their our we they it in "
    "on as at by an a i he she his her has had will would should could may but if all any more most no do does did "
    "been were who what when where how there these those than then them its into about also only such other some my "
    "me us up out so just over after before between through during both each very because while until him many much "
    "against under again own same too here why",
    "cs": "a se na je že v s z do i o k by které který která jako pro při jsou také nebo může být aby jsme proto kdy "
    "byl byla bylo není tento tato toto vás pokud ale jak tak co už jen po za od ze ve však než svého jeho jejich "
    "můžete lze před pod mezi až jsou když má mají vaše vám",
    "da": "og at det som på en et er ikke til med af den de for kan eller har der om ved fra være også blive bliver "
    "hvis jeg du dig din dit mange andre efter alle skal vil men så når hvor denne dette disse deres nogle mere "
    "uden under over mellem kun have havde blev hvad mig sig noget sådan været siden meget flere gennem hver end op "
    "ud ind nu kunne",
    "de": "der die und das ist nicht mit den von zu sie ein eine für auf dem sich bei auch oder werden wird im in des "
    "einer einen einem als nach wie aus durch wenn nur noch über um haben hat sind war kann können ihre ihr ihnen "
    "wir uns zum zur vor bis diese dieser dieses mehr sehr ohne sein seine man dass es an am so keine kein gegen "
    "unter zwischen ich aber alle sowie bitte was hier",
    "es": "el la los las que en y de del a un una con por para como más pero este esta estos estas su sus se es son "
    "al lo le les no si muy ser fue han hay ha sin sobre cuando también puede pueden tiene tienen nuestro nuestra "
    "nuestros nuestras usted ustedes nos desde hasta entre donde quien cada todo todos todas otro otra otros porque "
    "según durante antes después está están o me ya sólo mientras cómo qué esto eso llame disponibles",
    "fi": "ja on ei se että oli ovat mutta kun myös tai voi joka sekä kuin hän minä tämä tämän olla niin jos ole sen "
    "eivät voivat voit jotka jonka joita kanssa sinun hyvin kaikki mukaan ennen jälkeen vain ettei vaan noin lisäksi "
    "ne he me te mitä miten tulee pitää tätä siitä voidaan ollut koska",
    "fr": "le la les des et est une un dans pour que qui sur avec pas au aux vous par plus ou où ce cette ces sont "
    "être nous votre vos notre nos du de en il elle ils elles ne se sa son ses leur leurs mais comme si sans très "
    "été fait peut peuvent avez ont a tout tous toutes même aussi entre après avant chez dont depuis lorsque afin "
    "ainsi lui on je qu n d l c s y",
    "ht": "ou nan pou yo ki pa ak se sa li gen ka fè si nou w sou lè oswa ede epi yon la an lan tout moun te ap men "
    "kapab gratis avèk anpil kote konsa deja ankò m sèvis disponib rele",
    "hu": "a az és hogy nem is egy van meg ez vagy de csak ha már minden mint lehet kell volt után amely azt ezt "
    "nagyon ön önnek akkor ezek azok ami aki mert még nincs között ki be el sem lesz vannak során által valamint "
    "illetve pedig olyan több itt ahol amikor",
    "id": "yang dan di untuk dengan ini itu dari pada adalah tidak atau anda akan dalam oleh juga kami ke bisa dapat "
    "ada karena saat kita mereka lebih seperti sudah telah jika saya hanya harus dia secara para bagi tersebut "
    "sebagai agar serta setelah antara apa bila hingga namun",
    "it": "il che di per una un non sono con gli le la lo i della del dei delle degli più anche nel nella nei alla al "
    "ai alle questo questa questi come può possono essere è e ed o si su da dal dalla dalle ma se tra fra suo sua "
    "suoi loro noi voi vostro nostra nostri dopo prima senza quando ogni molto dove ha hanno sia in a chi cui già "
    "dell nell all quello c l d parla servizi gratuiti disponibili chiamare",
    "nl": "de het een en van is niet dat voor met zijn op te aan door ook bij maar om wordt worden in of die dit deze "
    "als uit naar over nog kan kunnen heeft hebben u uw ons onze wij we ze zij hij er meer wat was tot zo geen alle "
    "moet moeten wel na onder tussen zonder tegen omdat wanneer hun haar veel andere ik je mijn",
    "no": "og i det som på en et er ikke til med av den de for kan eller har at om ved fra være også blir bli hvis jeg "
    "du deg din ditt mange andre etter alle skal vil men så når hvor denne dette disse deres noen mer uten under "
    "over mellom bare ha hadde ble hva meg seg noe slik vært siden mye flere gjennom hver enn opp ut inn nå kunne "
    "dersom hvordan gjør",
    "pl": "nie się jest na że do jak przez są lub oraz może być dla które czy tym w z i o a po od za ale jako który "
    "która ich tego jeśli przy tylko już bardzo można ten ta to te jego jej przed są nas nasz pan państwa bez mogą "
    "także również gdy aby między podczas ze we pod został możesz jeżeli mówisz pomocy",
    "pt": "que não uma um para os as com por mais como dos das do da é em ao aos à também pode podem são ou você seu "
    "sua seus suas o a e de no na nos nas se foi ser tem têm há mas quando muito nosso nossa já está estão este "
    "esta isso esse essa pelo pela entre sobre até sem depois cada todos todas onde quem só ele ela fala ligue grátis "
    "serviços",
    "ro": "și în de la cu pe nu este care pentru din sau mai un o că fi sunt sa să au al ale a ai lui dacă prin după "
    "poate pot dumneavoastră fără foarte dar cum când unei unui unor ca acest această aceste acestea fost are aveți "
    "între lor ei cea cele cel ne vă astfel doar fiecare spre până asupra trebuie",
    "sv": "och att det som för på med av inte den till har kan eller om vid ett en är de i så men från vara denna "
    "detta dessa också mycket ska skulle mer när där hur vad alla andra efter under över utan mellan bara du dig din "
    "ditt vi oss vår hade blir bli finns många sig sin sina varje eftersom",
    "tl": "ang ng mga sa na ay hindi kung para ito ka ikaw iyong kayo maaari may at ni nang siya po tulong wika libre "
    "inyong namin kami ninyo mo ko lang din rin upang mula iyon isang bawat o ating walang aming nila kapag dahil",
    "tr": "ve bir bu için ile de da daha olarak çok gibi olan en kadar sonra ne mi değil var veya ancak her ya size "
    "sizin olduğu değildir bazı ise önce tarafından hem göre şekilde diğer eğer bunun ama siz biz bize bizim olabilir "
    "nasıl edilir yapılan sadece üzere hakkında",
    "vi": "và của là có cho không với những một các trong người được để quý vị nếu bạn tôi này khi hoặc tại bị từ "
    "đã sẽ đến cũng như nhiều về ra vào phải chúng nhưng nên cần hay sau trước theo ở thì mà do trên đó gọi bằng số "
    "miễn phí dịch vụ hỗ trợ thông việc nào lại chỉ hãy",
}

#: Of three letters and more, and seen in English as well: in names, addresses and titles of works, or as other words.
_IN_NAMES = frozenset(
    b"del las los les des der die den das dem von van zur zum und dos das della dei bin ben san per pro non plus pour "
    b"son sin men come dal due sur par tout ten jest ale hem hun met mint door war man mit hat alle fra ser bis pan "
    b"kan por ang mai din pot fost vas nos vos ses sou var meg sem ser kate pas dan para pada ada sie ist wie was ons "
    b"sig sia tra lang may van mange fire bare bli wel tot uit aan cel cum lor doar spre nas nasa ais nou gen ane size "
    b"veel bien mal mas hem siz biz ise bez bei chi cui tai sen kun vain noin voi com moun "
    b"end take once care med nan till ate fur dove mere deg ban ind dig bang hay solo hindi gratis ama apa als mar dia "
    b"cac ole sus avant ami volt pred aux ito ede proto byt todo yang ile pod theo cho lan mot chung jen dit".split()
)


class Best(NamedTuple):
    """A language and what speaks for it."""

    language: str
    times: int
    """How many of the words are function words of it."""
    different: int
    """How many of them are different."""
    strong: int
    """How many of the different ones hardly stand in an English text."""


class FunctionWords(NamedTuple):
    """The function words as folded bytes, ready to be looked up."""

    each: Mapping[str, frozenset[bytes]]
    english: frozenset[bytes]
    plain: frozenset[bytes]
    """Those of ``english`` that no other language has."""
    own: Mapping[bytes, tuple[str, ...]]
    """Word -> the languages but English that have it; none that English has."""
    strong: frozenset[bytes]
    """Those of ``own`` that hardly stand in an English text. Short ones stand for all sorts of things: LA, VA, PE."""

    def best(self, words: Iterable[bytes]) -> Best:
        """The language but English that has most of the words."""
        counts: Counter[str] = Counter()
        different: dict[str, list[bytes]] = {}
        for word, number in Counter(filter(self.own.__contains__, words)).items():
            for language in self.own[word]:
                counts[language] += number
                different.setdefault(language, []).append(word)
        best = max(counts, key=lambda language: counts[language], default="")
        found = different.get(best, [])
        return Best(best, counts[best], len(found), sum(word in self.strong for word in found))


@cache
def function_words() -> FunctionWords:
    """The function words of all languages."""
    each = {language: frozenset(fold(words).lower().split()) for language, words in _FUNCTION_WORDS.items()}
    english = each[ENGLISH]
    own: dict[bytes, tuple[str, ...]] = {}
    for language, words in each.items():
        for word in words - english:
            if len(word) > 1:  # letters stand for vitamins, grades and units
                own[word] = (*own.get(word, ()), language)
    plain = english.difference(*(words for language, words in each.items() if language != ENGLISH))
    return FunctionWords(each, english, plain, own, frozenset(word for word in own if len(word) > 2) - _IN_NAMES)


#: Folded text to words in lower case between spaces.
_LOWER = bytes(
    code if code >= 0xDF or 97 <= code <= 122 else code + 32 if code >= 0xC0 or 65 <= code <= 90 else 32
    for code in range(256)
)


def lower(folded: bytes) -> bytes:
    """Folded text as words in lower case between spaces, as long as it was."""
    return folded.translate(_LOWER)
