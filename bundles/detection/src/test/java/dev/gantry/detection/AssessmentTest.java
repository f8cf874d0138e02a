package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.detection.history.FakeHistoryStore;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.store.FindingStore;
import dev.gantry.spi.store.StoredFinding;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** On two nodes only the one that inspects counts what checks say. */
class AssessmentTest {
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
    private static final String WARNINGS = "gantry_findings_open severity warn";

    private final FakeHistoryStore history = new FakeHistoryStore();
    private final List<StoredFinding> findings = new CopyOnWriteArrayList<>();
    private final Numbers meters = new Numbers();
    private final List<Findings> shown = new ArrayList<>();
    private final Assessment assessment = node(meters);
    private final Assessment other = node(new Numbers());

    private Assessment node(Numbers meters) {
        return new Assessment(
                fake(BundleContext.class, this::context),
                fake(FindingStore.class, this::disk),
                history,
                fake(Runs.class, (self, method, parameters) -> null),
                fake(Events.class, (self, method, parameters) -> null),
                meters);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object context(Object self, Method method, Object[] given) {
        if (!method.getName().equals("registerService")) {
            return null;
        }
        if (given[1] instanceof Findings findings) {
            shown.add(findings);
        }
        return fake(ServiceRegistration.class, (registration, called, parameters) -> null);
    }

    private Object disk(Object self, Method method, Object[] given) {
        return switch (method.getName()) {
            case "put" -> CompletableFuture.completedFuture(findings.add((StoredFinding) given[0]));
            case "prune" -> CompletableFuture.completedFuture(0);
            case "find" -> Optional.empty();
            case "open" -> List.copyOf(findings);
            default -> List.of();
        };
    }

    @AfterEach
    void stop() throws Exception {
        assessment.stop();
        other.stop();
    }

    private void says(CheckStatus status) {
        says(assessment, status);
    }

    private void says(Assessment node, CheckStatus status) {
        Check check =
                new Check(
                        "web",
                        CheckSpec.of("http", "{}", Duration.ofMinutes(1), Duration.ofSeconds(5)),
                        1,
                        START,
                        null,
                        START);
        node.judged(
                check,
                new CheckVerdict(
                        START, status, List.of(), Map.of("a", 1.0), Duration.ZERO, World.PLUGIN));
    }

    private double warnings() {
        return meters.shown.get(WARNINGS).getAsDouble();
    }

    /** What the node shows, whoever leads. */
    private long open() {
        return shown.getFirst().open().get(CheckStatus.WARN);
    }

    private int hours() {
        return history.buckets("web", 1, 0).size();
    }

    @Test
    void anotherNodeCountsUntilThisOneLeads() {
        assessment.begin(Assessor.View.NONE, false);
        says(CheckStatus.WARN);
        assessment.end();
        assertEquals(List.of(), findings);
        assertEquals(0, hours());
        assessment.begin(Assessor.View.NONE, false);
        assessment.reload();
        says(CheckStatus.WARN);
        assertEquals(1, findings.size());
        assertEquals(1, warnings());
        assessment.end();
        assertEquals(1, hours());
    }

    @Test
    void whatWasInspectedIsNobodysOnceAnotherNodeLeads() {
        assessment.begin(Assessor.View.NONE, true);
        says(CheckStatus.WARN);
        assessment.rest();
        assertEquals(1, hours());
        assertEquals(0, warnings());
        says(CheckStatus.CRITICAL);
        assertEquals(1, findings.size());
    }

    @Test
    void whatAnotherNodeFindsIsShownAndNotJudged() {
        assessment.begin(Assessor.View.NONE, false);
        other.begin(Assessor.View.NONE, true);
        says(other, CheckStatus.WARN);
        assessment.keepUp();
        assertEquals(1, open());
        assertEquals(0, warnings());
        says(CheckStatus.OK);
        says(CheckStatus.CRITICAL);
        assertEquals(1, findings.size());
        findings.clear();
        assessment.keepUp();
        assertEquals(0, open());
    }

    @Test
    void aNodeThatLeadsKnowsItsFindingsUntilItDoesNot() {
        assessment.begin(Assessor.View.NONE, true);
        says(CheckStatus.WARN);
        findings.clear();
        assessment.keepUp();
        assertEquals(1, open());
        assessment.rest();
        assertEquals(0, open());
    }
}
