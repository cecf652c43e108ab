"""Lives of leads that Hypothesis invents: words, presses, edits, STOP, claims, kills, trouble and hours passing.

After every step nobody may own a lead but the first rep who claimed it; at the end all books must agree.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.faults.lives import Life

LINES = (
    "Здравствуйте",
    "Нужен сайт для клиники",
    "в этом месяце",
    "300 тысяч тенге",
    "я сама решаю",
    "Меня зовут Анна",
    "+7 701 123-45-67",
)
AFTER_STOP = ("ладно", "ок")
leads = st.sampled_from(("anna", "berik"))
reps = st.sampled_from(("rep1", "rep2", "rep3"))
moments = st.sampled_from((0.0, 0.01, 0.05, 0.3, 2.0))


class Lives(RuleBasedStateMachine):
    life: Life

    @initialize(seed=st.integers(0, 2**32), burst=st.sampled_from((0.0, 0.5)))
    def begin(self, seed: int, burst: float) -> None:
        self.life = Life(seed, burst)
        self.stopped: set[str] = set()
        self.steps: dict[str, int] = {}

    @rule(who=leads, then=moments, copies=st.integers(1, 3))
    def says_the_next_thing(self, who: str, then: float, copies: int) -> None:
        step = self.steps[who] = self.steps.get(who, -1) + 1
        line = AFTER_STOP[step % 2] if who in self.stopped else LINES[step % len(LINES)]
        self.life.says(who, line, copies=copies)
        self.life.runs(then)

    @rule(who=leads, then=moments)
    def says_it_all(self, who: str, then: float) -> None:
        for _ in LINES:
            self.says_the_next_thing(who, then, 1)

    @rule(who=leads, then=moments)
    def stops(self, who: str, then: float) -> None:
        if who not in self.stopped:
            self.stopped.add(who)
            self.life.says(who, "стоп")
            self.life.runs(then)

    @rule(who=leads, then=moments)
    def edits(self, who: str, then: float) -> None:
        if who in self.life.said:
            self.life.edits(who, "500 тысяч тенге")
            self.life.runs(then)

    @rule(who=leads, then=moments)
    def a_person_speaks(self, who: str, then: float) -> None:
        if who in self.life.said and who not in self.stopped:
            self.life.the_owner_says(who, "Я отвечу сама")
            self.life.runs(then)

    @rule(rep=reps, number=st.integers(0, 50), then=moments)
    def a_rep_presses(self, rep: str, number: int, then: float) -> None:
        tokens = [token for token in self.life.card_tokens() if token.endswith((".claim", ".called"))]
        if tokens:
            self.life.rep_presses(rep, tokens[number % len(tokens)])
            self.life.runs(then)

    @rule(who=leads, number=st.integers(0, 50), then=moments)
    def a_lead_forges_a_press(self, who: str, number: int, then: float) -> None:
        tokens = self.life.card_tokens()
        if who in self.life.said and who not in self.stopped:
            self.life.presses(who, tokens[number % len(tokens)] if tokens else "t1.claim")
            self.life.runs(then)

    @rule(mood=st.sampled_from(("later", "uncertain", "fair")))
    def the_network_has_a_mood(self, mood: str) -> None:
        self.life.network.moods.append(mood)

    @rule(times=st.integers(1, 4))
    def the_disk_is_full(self, times: int) -> None:
        self.life.disk.refusals += times

    @rule()
    def an_answer_of_the_database_is_lost(self) -> None:
        self.life.disk.lost_answers += 1

    @rule()
    def a_kill(self) -> None:
        self.life.kill()

    @rule(hours=st.sampled_from((0.01, 0.2, 1.5, 4.5)))
    def time_passes(self, hours: float) -> None:
        self.life.runs(3600 * hours)

    def teardown(self) -> None:
        if hasattr(self, "life"):
            try:
                self.life.judge()
            finally:
                self.life.end()


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
