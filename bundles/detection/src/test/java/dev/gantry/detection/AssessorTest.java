package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is said at inspections goes through the assessor before it is the verdict. */
class AssessorTest extends InspectorFixture {

    private final List<String> calls = new CopyOnWriteArrayList<>();

    /** Makes a warning critical, and notes how it is called. */
    private final Assessor strict =
            new Assessor() {
                @Override
                public CheckVerdict assess(Check check, CheckVerdict said) {
                    calls.add("assess " + last(check) + " " + said.status());
                    List<String> reasons = new ArrayList<>(said.reasons());
                    reasons.addFirst("by the assessor");
                    return new CheckVerdict(
                            said.at(),
                            CheckStatus.CRITICAL,
                            reasons,
                            said.measurements(),
                            said.took(),
                            said.provider());
                }

                @Override
                public void judged(Check check, CheckVerdict verdict) {
                    calls.add("judged " + last(check) + " " + verdict.status());
                }

                @Override
                public void forget(String check) {
                    calls.add("forget " + check);
                }
            };

    private static CheckStatus last(Check check) {
        return check.last() == null ? null : check.last().status();
    }

    @Test
    void whatItSaysIsTheVerdict() throws InterruptedException {
        world.assessor = strict;
        world.boot();
        world.types.detector = (config, context) -> Verdict.of(Status.WARN).because("slow");
        world.desk.put("web", spec("PT1M", "PT30S"), ANY);
        assertNull(world.roster.last("web").orElse(null));
        world.tick(1);
        assertEquals(List.of("by the assessor", "slow"), last().reasons());
        assertEquals("critical", world.disk.verdicts.getFirst().status());
        assertEquals(last(), world.roster.last("web").orElseThrow());
        due();
        world.tick(1);
        world.desk.delete("web", ANY);
        assertEquals(
                List.of(
                        "assess null WARN",
                        "judged null CRITICAL",
                        "assess CRITICAL WARN",
                        "judged CRITICAL CRITICAL",
                        "forget web"),
                calls);
    }

    /** Deletes the check when it comes to a step, and notes how it is called. */
    private Assessor deletingAt(String step) {
        return new Assessor() {
            @Override
            public CheckVerdict assess(Check check, CheckVerdict said) {
                at("assess");
                return said;
            }

            @Override
            public void judged(Check check, CheckVerdict verdict) {
                at("judged");
            }

            @Override
            public void forget(String check) {
                calls.add("forget");
            }

            private void at(String now) {
                calls.add(now);
                if (now.equals(step)) {
                    world.desk.delete("web", ANY);
                }
            }
        };
    }

    private List<String> calls(Assessor assessor) throws InterruptedException {
        world.assessor = assessor;
        world.boot();
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.desk.put("web", spec("PT1M", "PT30S"), ANY);
        world.tick(2);
        return calls;
    }

    /** A check that is deleted while its verdict is assessed leaves nothing with the assessor. */
    @Test
    void aDeletedCheckIsForgottenAfterItWasAssessed() throws InterruptedException {
        assertEquals(List.of("assess", "forget", "forget"), calls(deletingAt("assess")));
        assertEquals(List.of(), world.disk.verdicts);
    }

    @Test
    void aDeletedCheckIsForgottenAfterItWasJudged() throws InterruptedException {
        assertEquals(List.of("assess", "judged", "forget", "forget"), calls(deletingAt("judged")));
    }
}
