// The stage that matches rules, in C++ with RE2: a prototype that says how quick it could be (docs/native.md).
//
// native_rules DUMP SPANS BYTES reads rules, their index and pages as scripts/native_rules.py writes them, and then lines
// "first last" from standard input. It matches those pages, answers with the processor seconds that this took, and
// writes the places that it found to SPANS. The steps are those of rules/filters.py and rules/hits.py.

#include <re2/re2.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

using Numbers = std::vector<uint32_t>;
using Text = std::string_view;
constexpr size_t kKnown = 30'000;  // words that are remembered; a hostile page has no end of them
constexpr size_t kLongest = 64;    // bytes of a longer word that are looked at, at either end
constexpr char kDigit = '\x03';

struct Hash {  // lets a map of strings be asked for a view
  using is_transparent = void;
  size_t operator()(Text text) const { return std::hash<Text>()(text); }
};
using Parts = std::unordered_map<Text, Numbers>;

struct Pattern {
  Text text;
  bool minds_case, slotted;
  Numbers needs;  // sets of atoms, of each of which one must stand in the sentence, as single words tell
  std::vector<std::vector<Text>> atoms;  // those sets that have few, in full
  std::unique_ptr<RE2> re;  // compiled when first needed
};
struct Rule {
  uint32_t blocks, regions, only_sells;  // the first two: a bit for each kind
  Numbers also, never;
};
struct Sentence { uint32_t start, end, kind, region; };
struct Page {
  bool sells;
  Text folded, masked;
  std::vector<Sentence> sentences;
};
struct Form {  // of a page
  Text text;
  std::string lower, marked;  // the latter with every digit as the same mark
};
struct Span { uint32_t start, end; };
struct Found { uint32_t page, sentence, rule; Span span; };
struct Word {
  Numbers sets;  // of which it is a part
  bool leads;    // whether it begins a pair that is looked for
};

[[noreturn]] void fail(const char *what) {
  std::fprintf(stderr, "native_rules: %s\n", what);
  std::exit(1);
}

struct Dump {
  Text rest;

  Text text(size_t length) {
    if (length > rest.size()) fail("the dump ends early");
    return std::exchange(rest, rest.substr(length)).substr(0, length);
  }
  uint32_t number() {
    uint32_t value;
    std::memcpy(&value, text(sizeof value).data(), sizeof value);
    return value;
  }
  Text text() { return text(number()); }
  Numbers numbers() {
    Numbers all(number());
    for (auto &one : all) one = number();
    return all;
  }
  std::vector<std::vector<Text>> atoms() {
    std::vector<std::vector<Text>> sets(number());
    for (auto &texts : sets) {
      texts.resize(number());
      for (auto &one : texts) one = text();
    }
    return sets;
  }
};

class Matcher {
 public:
  Matcher(Dump &dump, int64_t memory) : memory_(memory), patterns_(dump.number()) {
    for (auto &one : patterns_) one = {dump.text(), dump.number() != 0, dump.number() != 0, dump.numbers(), dump.atoms(), nullptr};
    rule_of_ = dump.numbers();  // of each trigger; the patterns behind the triggers are conditions
    rules_.resize(dump.number());
    for (auto &rule : rules_)
      rule = {dump.number(), dump.number(), dump.number(), dump.numbers(), dump.numbers()};
    firsts_.resize(dump.number());
    for (auto &triggers : firsts_) triggers = dump.numbers();
    stamps_.resize(firsts_.size());
    for (Parts *parts : {&whole_, &begins_, &ends_, &within_, &pairs_, &slots_})
      for (uint32_t left = dump.number(); left; --left) {
        Text part = dump.text();
        (*parts)[part] = dump.numbers();
      }
    for (auto &[pair, _] : pairs_) leads_.insert(pair.substr(0, pair.find(' ')));
    for (auto &[part, _] : within_) lengths_.insert(part.size());
    for (uint32_t number = 0; number < rule_of_.size(); ++number)
      if (patterns_[number].needs.empty()) always_.push_back(number);
  }

  void match(const Page &page, uint32_t at, std::vector<Found> &found) {
    page_ = &page;
    forms_[0] = formed(page.folded);
    forms_[1] = formed(page.masked);
    for (uint32_t number = 0; number < page.sentences.size(); ++number) {
      sentence_ = &page.sentences[number];
      candidates(forms_[0].marked);
      for (size_t first = 0, next; first < tried_.size(); first = next) {
        uint32_t index = rule_of_[tried_[first]];
        for (next = first + 1; next < tried_.size() && rule_of_[tried_[next]] == index;) ++next;
        located(rules_[index], first, next);
        for (Span span : kept_) found.push_back({at, number, index, span});
      }
    }
  }

 private:
  static Form formed(Text text) {
    std::string lower(text), marked;
    for (char &one : lower) one += one >= 'A' && one <= 'Z' ? 'a' - 'A' : 0;
    marked = lower;
    std::replace_if(marked.begin(), marked.end(), [](char one) { return one >= '0' && one <= '9'; }, kDigit);
    return {text, lower, marked};
  }

  Text part(Text whole) const { return whole.substr(sentence_->start, sentence_->end - sentence_->start); }

  // Which triggers can match in the sentence, into tried_, in rising order.
  void candidates(Text marked) {
    ++now_;
    tried_ = always_;
    there_.clear();
    Text before;
    bool led = false;
    for (uint32_t at = sentence_->start, end; at < sentence_->end; at = end + 1) {
      for (end = at; end < sentence_->end && is_word(marked[end]);) ++end;
      if (end == at) continue;
      Text text = marked.substr(at, end - at);
      const Word &word = known(text);
      stamp(word.sets);
      if (led) {
        (pair_.assign(before) += ' ') += text;
        if (auto pair = pairs_.find(pair_); pair != pairs_.end()) stamp(pair->second);
      }
      before = text;
      led = word.leads;
    }
    Text masked = part(page_->masked);
    for (auto &[slot, sets] : slots_)
      if (masked.find(slot) != Text::npos) stamp(sets);
    for (uint32_t set : there_)
      for (uint32_t trigger : firsts_[set])
        if (may_match(trigger)) tried_.push_back(trigger);
    std::sort(tried_.begin(), tried_.end());
  }

  template <typename Many, typename Told>
  static bool all(const Many &many, Told told) { return std::all_of(many.begin(), many.end(), told); }

  static bool is_word(char one) { return (one >= 'a' && one <= 'z') || one == '_' || one == kDigit; }

  void stamp(const Numbers &sets) {
    for (uint32_t set : sets)
      if (std::exchange(stamps_[set], now_) != now_) there_.push_back(set);
  }

  bool may_match(uint32_t pattern) const {
    return all(patterns_[pattern].needs, [this](uint32_t set) { return stamps_[set] == now_; });
  }

  const Word &known(Text text) {
    if (auto found = words_.find(text); found != words_.end()) return found->second;
    if (words_.size() >= kKnown) words_.clear();
    Word word{{}, leads_.contains(text)};
    auto look = [&word](const Parts &parts, Text part) {
      if (auto found = parts.find(part); found != parts.end())
        word.sets.insert(word.sets.end(), found->second.begin(), found->second.end());
    };
    look(whole_, text);
    size_t most = std::min(text.size(), kLongest);
    Text begins = text.substr(0, most), ends = text.substr(text.size() - most);
    for (size_t length = 1; length <= most; ++length) {
      look(begins_, begins.substr(0, length));
      look(ends_, ends.substr(most - length));
    }
    std::string inner(text.size() <= 2 * kLongest ? text : begins);
    if (text.size() > 2 * kLongest) (inner += ' ') += ends;
    for (size_t length : lengths_)
      for (size_t at = 0; at + length <= inner.size(); ++at) look(within_, Text(inner).substr(at, length));
    return words_.emplace(std::string(text), std::move(word)).first->second;
  }

  // Places of one rule in the sentence, into kept_, by the triggers tried_[first] to tried_[next - 1].
  void located(const Rule &rule, size_t first, size_t next) {
    kept_.clear();
    if (rule.only_sells && !page_->sells) return;
    if (!(rule.blocks >> sentence_->kind & 1) || !(rule.regions >> sentence_->region & 1)) return;
    if (!all(rule.also, [this](uint32_t one) { return may_match(one); })) return;
    spans_.clear();
    for (; first < next; ++first) search(patterns_[tried_[first]], false);
    std::sort(spans_.begin(), spans_.end(), [](Span one, Span other) {
      return one.start != other.start ? one.start < other.start : one.end > other.end;
    });
    for (Span span : spans_)
      if (kept_.empty() || span.start >= kept_.back().end) kept_.push_back(span);
    auto holds = [this](uint32_t one) { return may_match(one) && search(patterns_[one], true); };
    auto lacks = [holds](uint32_t one) { return !holds(one); };
    if (!kept_.empty() && !(all(rule.also, holds) && all(rule.never, lacks))) kept_.clear();
  }

  // All matches in the sentence that are not empty, into spans_; with ``once`` only whether there is one.
  bool search(Pattern &pattern, bool once) {
    const Form &form = forms_[pattern.slotted];
    Text lower = part(form.lower), marked = part(form.marked), searched = pattern.minds_case ? part(form.text) : lower;
    auto lacks = [lower, marked](Text atom) {
      Text where = atom.find(kDigit) == Text::npos ? lower : marked;
      return !memmem(where.data(), where.size(), atom.data(), atom.size());
    };
    if (!all(pattern.atoms, [lacks](const std::vector<Text> &texts) { return !all(texts, lacks); })) return false;
    if (!pattern.re && !compiles(pattern, memory_) && !compiles(pattern, 16 << 20)) fail("an expression is too large");
    re2::StringPiece text(searched.data(), searched.size()), match;
    for (size_t at = 0; at <= text.size() && pattern.re->Match(text, at, text.size(), RE2::UNANCHORED, &match, 1);) {
      size_t start = match.data() - text.data(), end = start + match.size();
      if (end > start) {
        if (once) return true;
        spans_.push_back({sentence_->start + uint32_t(start), sentence_->start + uint32_t(end)});
      }
      at = end == at ? at + 1 : end;
    }
    return false;
  }

  static bool compiles(Pattern &pattern, int64_t memory) {
    RE2::Options options(RE2::Latin1);
    options.set_case_sensitive(!pattern.minds_case);
    options.set_never_capture(true);
    options.set_log_errors(false);
    options.set_max_mem(memory);
    pattern.re = std::make_unique<RE2>(re2::StringPiece(pattern.text.data(), pattern.text.size()), options);
    return pattern.re->ok();
  }

  int64_t memory_;  // bytes that an expression may use, if it fits
  std::vector<Pattern> patterns_;
  std::vector<Rule> rules_;
  std::vector<Numbers> firsts_;         // for each set of atoms the triggers whose first set it is
  Numbers rule_of_, always_, stamps_;   // always_: triggers that have to be tried everywhere
  std::set<size_t> lengths_;            // of the parts that lie within words
  Parts whole_, begins_, ends_, within_, pairs_, slots_;
  std::unordered_set<Text> leads_;
  std::unordered_map<std::string, Word, Hash, std::equal_to<>> words_;
  // Of the page and the sentence that are being matched.
  const Page *page_ = nullptr;
  const Sentence *sentence_ = nullptr;
  Form forms_[2];  // as it is, and with mentions overwritten
  std::string pair_;
  uint32_t now_ = 0;
  Numbers tried_, there_;
  std::vector<Span> spans_, kept_;
};

double processor_seconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
  if (count != 4) fail("usage: native_rules DUMP SPANS BYTES");
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  Dump dump{bytes};
  Matcher matcher(dump, std::atoll(arguments[3]));
  std::vector<Page> pages(dump.number());
  for (auto &page : pages) {
    page = {dump.number() != 0, dump.text(), dump.text(), std::vector<Sentence>(dump.number())};
    for (auto &one : page.sentences) one = {dump.number(), dump.number(), dump.number(), dump.number()};
  }
  std::ofstream spans(arguments[2]);
  for (size_t first, last; std::scanf("%zu %zu", &first, &last) == 2;) {
    std::vector<Found> found;
    double start = processor_seconds();
    for (size_t at = first; at < std::min(last, pages.size()); ++at) matcher.match(pages[at], at, found);
    std::printf("%.9f\n", processor_seconds() - start);
    for (auto &[page, sentence, rule, span] : found)
      spans << page << ' ' << sentence << ' ' << rule << ' ' << span.start << ' ' << span.end << '\n';
    spans.flush();
    std::fflush(stdout);
  }
}
