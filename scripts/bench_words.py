"""Words of which ``bench_pages`` makes its pages: templates of sentences, and what their slots are filled with.

A slot is a name in braces; what it is filled with may have slots itself. Digits stand for as many digits.
Everything is made up for this project.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What a slot may be filled with, between bars.
SLOTS: Mapping[str, str] = {
    "condition": "anxiety|depression|migraine|tinnitus|eczema|psoriasis|insomnia|arthritis|asthma|type 2 diabetes|gout|"
    "back pain|fibromyalgia|high blood pressure|chronic fatigue|acid reflux|hay fever|neuropathy|vertigo|rosacea|acne|"
    "endometriosis|osteoporosis|heart failure|sciatica|panic disorder|PTSD|irritable bowel syndrome|sleep apnoea|"
    "dementia|long COVID|alcohol use disorder|obesity|low testosterone|menopause|hair loss",
    "drug": "ketamine|esketamine|semaglutide|tirzepatide|sertraline|metformin|naltrexone|melatonin|gabapentin|lithium|"
    "ivermectin|testosterone|fluoxetine|ibuprofen|propranolol|cannabidiol|psilocybin|bupropion",
    "symptom": "poor sleep|a dry mouth|dizziness|a racing heart|swollen ankles|numb fingers|itching at night|headaches|"
    "stiff joints|a tight chest|blurred vision|low appetite|mood swings|stomach cramps|muscle pain|brain fog",
    "habit": "a short walk|regular meals|less caffeine|a fixed bedtime|gentle stretching|a sleep diary|less alcohol|"
    "swimming|talking with a friend|a warm compress|breathing exercises|time outdoors|a rest after lunch",
    "people": "adults|older people|teenagers|pregnant women|carers|shift workers|people with kidney disease|children|"
    "new parents|athletes|veterans|nurses|students|people over sixty",
    "staff": "your doctor|the pharmacist|a nurse|the clinic team|a physiotherapist|a dietitian|the night nurse|"
    "a specialist|the practice manager|an audiologist",
    "form": "drops|capsules|tea|patch|balm|tonic|gummies|spray|formula|infusion|protocol|belt|serum",
    "part": "skin|joints|gut|liver|nerves|brain|back|lungs|heart|hormones|scalp|immune system",
    "month": "January|February|March|April|May|June|July|September|October|November",
    "weekday": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday",
    "unit": "days|weeks|months|sessions|doses|visits",
    "first": "Amara|Bruno|Celeste|Dmitri|Elspeth|Farid|Greta|Hiroko|Ignatius|Jolene|Kwame|Lucinda|Marek|Nadia|Otis|"
    "Priya|Quentin|Rosalind|Stellan|Tamsin|Ulla|Viktor|Wanda|Yusra",
    "early": "Ald|Bram|Cor|Dun|Ever|Fen|Gar|Hol|Ing|Kel|Lan|Mor|Nor|Ost|Pen|Quar|Ros|Sel|Thorn|Wex",
    "late": "berry|brook|by|combe|dale|field|ford|gate|ham|hurst|leigh|mere|more|stead|ton|wick|worth",
    "syllable": "vel|ora|cal|mi|zen|tru|lux|pha|neo|vi|sol|ari|bel|dex|ful|gan|hel|kor|nix|pri",
    "ending": "ra|lin|xa|mune|vive|tol|quil|dex|pure|cor|zia|lax|nova|sera",
    "journal": "Annals of Made-Up Medicine|Northern Journal of Care|Bulletin of Ward Studies|Archives of Rest|"
    "Journal of Invented Trials|Letters in Therapy|Review of Small Studies",
    "surname": "{early}{late}",
    "place": "{early}{late}|{early}{late} {weekday} Market|{early}{late}-on-Sea",
    "coined": "{syllable}{syllable}{ending}|{syllable}{ending}|{syllable}o{syllable}{ending}",
    "remedy": "{Coined} {form}|{Coined}|our {Coined} {form}|the {place} {form}",
    "person": "{first} {surname}|Dr {first} {surname}|{first} from {place}|Professor {surname}",
    "body": "{place} Hospital|the {place} Institute|{surname} University|the {place} Health Board",
    "phone": "(8{00}) 555-01{00}|01632 960{000}",
    "opener": "|||In {month}, |At {body}, |On most {weekday}s, |For {people}, |In practice, |Since {year}, |"
    "As {person} puts it, |After {n} {unit}, |Near {place}, ",
}

#: What a number is in between: from, up to.
NUMBERS: Mapping[str, tuple[int, int]] = {
    "n": (2, 60),
    "hundreds": (100, 9_900),
    "percent": (11, 99),
    "year": (1994, 2026),
    "hour": (7, 20),
}

#: What a careful page says.
PLAIN = (
    "{condition} is common in {people}, and about {n} in every {hundreds} live with it",
    "tell {staff} about {symptom} or {symptom} before the next visit",
    "{habit} may help a little when {symptom} keeps you awake",
    "{drug} is given for some kinds of {condition}, and {staff} will check whether it suits you",
    "there is no cure for {condition}, but {habit} and {habit} can make days easier",
    "the leaflet was checked by {person} of {body} in {month} {year}",
    "people who take {drug} should have their blood checked every {n} {unit}",
    "some notice {symptom} in the first {n} {unit}, which often settles by itself",
    "do not stop {drug} without speaking to {staff}, even if you feel better by {weekday}",
    "the group meets on {weekday} at {hour} in the library of {place}",
    "bring a list of your medicines, and {person} will go through it with you",
    "{body} asked {hundreds} {people} about {condition} and heard back from {percent} percent",
    "in a trial with {hundreds} {people}, {drug} eased {symptom} a little more than placebo [{ref}]",
    "it is not known whether {drug} helps {people} with {condition}",
    "{symptom} can have many causes, and {condition} is only one of them",
    "{staff} may suggest {habit} before any medicine is tried for {condition}",
    "side effects of {drug} include {symptom}, {symptom} and, rarely, {symptom}",
    "ask {staff} whether {drug} goes together with what you take for {condition}",
    "{person} has worked with {people} at {body} since {year}",
    "seek help at once if {symptom} comes with {symptom} or fainting",
    "what helped {person} need not help you, and {staff} can explain why",
    "be wary of adverts that promise an end to {condition} within {n} {unit}",
    "a review of {n} studies found little difference between {drug} and {habit} [{ref}]",
    "parking at {body} costs {n} pounds for {n} hours, and the bus from {place} stops outside",
    "keep {drug} in a dry place, away from {people} who might mistake it for sweets",
    "the clinic in {place} closes at {hour} in {month} while rooms are painted",
    "your {part} may take {n} {unit} to recover, and some need longer",
    "write down when {symptom} begins, how long it lasts and what you did before",
    "if you live with {condition}, a yearly check of your {part} is offered in {month}",
    "the evidence for {habit} in {condition} is weak, as {body} said in {year}",
    "vaccines against flu are offered to {people} in {month}, also at the pharmacy in {place}",
    "{drug} was not tested in {people}, so {staff} will weigh it with care",
)

#: What a reviewer would object to.
LOUD = (
    "{remedy} cures {condition} in just {n} {unit}",
    "say goodbye to {condition} for good with {remedy}",
    "{percent}% of our clients were free of {condition} within {n} {unit}",
    "{remedy} is clinically proven to reverse {condition} without side effects",
    "guaranteed relief from {symptom}, or your {n} dollars back",
    "{remedy} works better than {drug}, which only masks {symptom}",
    "call {phone} now and speak to an advisor about {condition}, free and confidential",
    "throw away your {drug} and let {remedy} heal your {part} naturally",
    "doctors are stunned by how {remedy} melts away {condition} overnight",
    "studies show that {remedy} ends {condition} in {percent}% of {people}",
    "only {n} places left in {month}, so book your {remedy} session today",
    "{drug} infusions from {person} are a breakthrough for {condition}",
    "we offer {drug} for {condition}, {condition} and {condition} at our {place} rooms",
    "{remedy} has no side effects and is {percent}% safe for {people}",
    "research proves that {remedy} detoxes the {part} and destroys {condition}",
    "{person} beat {condition} after {n} {unit} of {remedy}, and so can you",
    "your {part} will be {n} years younger by {month}, guaranteed",
    "the secret that {body} does not want {people} to know: {remedy} ends {condition}",
    "{remedy} is FDA approved for {condition} and {condition}",
    "skip the vaccine and strengthen your {part} with {remedy}",
    "experts agree that {drug} is the most powerful treatment for {condition}",
    "our helpline for {condition} is open day and night on {phone}",
    "most insurance covers {remedy}; check your benefits in {n} minutes",
    "{hundreds} lives saved from {condition} since {year}, and yours is next",
    "take {n} {form} of {drug} a day until {symptom} is gone, no prescription needed",
    "the miracle {form} from {place} eliminates {condition} permanently",
    "order {remedy} before {weekday} and save {percent}% on your second bottle",
    "{remedy} rewires the {part} so that {condition} never comes back",
    "science has confirmed what {person} knew in {year}: {remedy} stops {condition}",
    "unlike {drug}, {remedy} gets to the root cause of {condition}",
    "natural {form} that heal {condition} where {drug} has failed {people}",
    "text {phone} for a free consultation about {condition} with {person}",
)

HEADINGS = (
    "What is {condition}?",
    "Living with {condition}",
    "How {drug} is given",
    "{condition} in {people}",
    "When to see {staff}",
    "{remedy} and {condition}",
    "What {person} says",
    "Questions about {drug}",
    "Help in {place}",
    "After {n} {unit}",
    "Your {part} and {condition}",
    "Appointments in {month}",
)

REFERENCE = (
    "{surname} A, {surname} B. {drug} and {condition} in {people}: a study of {hundreds} patients. "
    "{journal}. {year};{n}({n}):{hundreds}-{hundreds}. doi:10.5555/bench.{hundreds}.{hundreds}"
)
