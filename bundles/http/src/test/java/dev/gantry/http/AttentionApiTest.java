package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.attention.PartConcerns;
import dev.gantry.http.attention.SloConcerns;
import dev.gantry.http.resource.AttentionResource;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.Judging;
import dev.gantry.spi.plugin.Drain;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.slo.SloProblem;
import dev.gantry.spi.statistics.RunCensus;
import dev.gantry.spi.statistics.Statistics;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class AttentionApiTest {
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
        gantry.plugins.all.clear();
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private List<JsonNode> items() throws Exception {
        TestGantry.Reply reply = gantry.get("/api/v1/attention");
        assertEquals(200, reply.status());
        return reply.json().path("items").valueStream().toList();
    }

    private JsonNode only(String kind) throws Exception {
        List<JsonNode> found =
                items().stream()
                        .filter(each -> each.path("kind").stringValue().equals(kind))
                        .toList();
        assertEquals(1, found.size(), () -> kind + " in " + found);
        return found.getFirst();
    }

    private void revision(
            String id,
            String version,
            RevisionState state,
            String reason,
            Drain drain,
            String leak) {
        gantry.plugins.all.put(
                id,
                new PluginInfo(
                        id,
                        id,
                        null,
                        true,
                        null,
                        0,
                        null,
                        List.of(
                                new RevisionInfo(
                                        id,
                                        id,
                                        version,
                                        Fakes.SHA,
                                        id + ".jar",
                                        state,
                                        reason,
                                        null,
                                        List.of(),
                                        List.of(),
                                        Fakes.NOW,
                                        0,
                                        drain,
                                        leak,
                                        false,
                                        null,
                                        Needs.NONE))));
    }

    @Test
    void nothingIsWrongInAGantryThatIsWell() throws Exception {
        assertEquals(List.of(), items());
    }

    @Test
    void tellsOfPluginsWithTheirSentences() throws Exception {
        revision("acme.bad", "1.0.0", RevisionState.QUARANTINED, "It failed 5 times.", null, null);
        revision("acme.old", "1.0.0", RevisionState.REJECTED, "It needs x.y.", null, null);
        revision("junk.jar", null, RevisionState.REJECTED, "It is no JAR.", null, null);
        Instant past = Fakes.NOW.minusSeconds(60);
        revision(
                "acme.slow",
                "1.0.0",
                RevisionState.DRAINING,
                null,
                new Drain(2, 0, past, past.plusSeconds(30), false, "2 runs are not over."),
                null);
        revision(
                "acme.late",
                "1.0.0",
                RevisionState.DRAINING,
                null,
                new Drain(2, 0, past, Fakes.NOW.plusSeconds(30), false, "2 runs are not over."),
                null);
        revision("acme.leak", "1.0.0", RevisionState.RETIRED, null, null, "Thread x holds it.");
        JsonNode quarantined = only("plugin-quarantined");
        assertEquals("critical", quarantined.path("severity").stringValue());
        assertEquals("acme.bad 1.0.0 is quarantined", quarantined.path("title").stringValue());
        assertEquals("It failed 5 times.", quarantined.path("detail").stringValue());
        assertEquals("/plugins/acme.bad", quarantined.path("link").stringValue());
        assertEquals("2026-03-01T12:00:00Z", quarantined.path("since").stringValue());
        assertEquals("It needs x.y.", only("plugin-rejected").path("detail").stringValue());
        assertEquals("It is no JAR.", only("file-rejected").path("detail").stringValue());
        assertEquals(
                "acme.slow 1.0.0 does not end", only("drain-late").path("title").stringValue());
        assertEquals("Thread x holds it.", only("loader-leaked").path("detail").stringValue());
    }

    @Test
    void tellsOfRunsPausesTargetsObjectivesChecksAndParts() throws Exception {
        gantry.statistics.letters.add(
                new Statistics.Letters("files.cleanup", 3, "0abc", Fakes.NOW));
        gantry.statistics.blocked.add(
                new RunCensus.Blocked("x y", "No plugin offers x y.", 1, Fakes.NOW));
        gantry.control.pause(Pause.Scope.TENANT, "blue", "the database moves", "anna");
        gantry.targets.all.put(
                "crm", FakeTargets.status("crm", TargetSpec.DEFAULT, 1, TargetStatus.State.OPEN));
        gantry.slos.problems.add(new SloProblem("conf/slos/mail.yaml", "line 3: what is sla?"));
        gantry.checks.all.put("disk", check("disk", CheckStatus.UNKNOWN));
        gantry.checks.all.put("room", check("room", CheckStatus.CRITICAL));
        gantry.findings.all.put("f1", FakeFindings.finding("f1", "room", CheckStatus.CRITICAL));
        gantry.missing.add(new Readiness.Missing("store", "/x is not writable; make it so."));
        assertEquals(
                "3 dead letters of files.cleanup",
                only("dead-letters").path("title").stringValue());
        assertEquals(
                "/runs?deadLetter=true&task=files.cleanup",
                only("dead-letters").path("link").stringValue());
        assertEquals("1 run of x y blocked", only("runs-blocked").path("title").stringValue());
        assertEquals(
                "/runs?state=blocked&task=x%20y", only("runs-blocked").path("link").stringValue());
        assertEquals("By anna: the database moves", only("pause").path("detail").stringValue());
        assertEquals("/limits", only("target-open").path("link").stringValue());
        assertEquals("line 3: what is sla?", only("slo-file").path("detail").stringValue());
        assertTrue(only("slo-file").path("since").isNull());
        assertEquals("Check disk is unknown", only("check").path("title").stringValue());
        assertEquals("Check room is critical", only("finding").path("title").stringValue());
        assertEquals("/findings/f1", only("finding").path("link").stringValue());
        assertEquals("/x is not writable; make it so.", only("store").path("detail").stringValue());
        List<String> severities =
                items().stream().map(each -> each.path("severity").stringValue()).toList();
        assertEquals("critical", severities.getFirst());
        assertEquals("info", severities.getLast());
        String routes = Files.readString(Path.of("../console/src/main/web/pages/index.js"));
        for (JsonNode each : items()) {
            String link = each.path("link").stringValue();
            String path = link.replaceFirst("\\?.*", "").replaceFirst("(/[^/]+)/.+", "$1/:");
            assertTrue(routes.contains("path: \"" + path), link + " is a page of the console");
        }
    }

    /** Thousands are unknown, or bad, at one time when something that many need is away. */
    @Test
    void tellsOfThousandsInAFewWords() throws Exception {
        for (int i = 0; i < 5000; i++) {
            gantry.checks.all.put("c" + i, check("c" + i, CheckStatus.UNKNOWN));
            gantry.findings.all.put(
                    "f" + i,
                    FakeFindings.finding(
                            "f" + i, "b" + i, i == 7 ? CheckStatus.CRITICAL : CheckStatus.WARN));
        }
        JsonNode unknown = only("check");
        assertEquals("5000 checks are unknown", unknown.path("title").stringValue());
        assertEquals("Full.", unknown.path("detail").stringValue());
        assertEquals("/detection?status=unknown", unknown.path("link").stringValue());
        List<JsonNode> findings =
                items().stream()
                        .filter(each -> each.path("kind").stringValue().equals("finding"))
                        .toList();
        assertEquals(21, findings.size());
        assertEquals("/findings/f7", findings.getFirst().path("link").stringValue());
        assertEquals("/findings", findings.getLast().path("link").stringValue());
        assertEquals(
                "Of 5000 the most severe are told here.",
                findings.getLast().path("detail").stringValue());
    }

    /** Of many that were looked at, some may be nobody's although none that was seen is. */
    @Test
    void tellsThatItDidNotSeeAllFindings() throws Exception {
        for (int i = 0; i < 201; i++) {
            String id = "f" + (100 + i);
            gantry.findings.all.put(id, FakeFindings.finding(id, "b" + i, CheckStatus.WARN));
            if (i > 0) {
                gantry.findings.acknowledge(id, "anna", "");
            }
        }
        JsonNode more = only("finding");
        assertEquals("/findings", more.path("link").stringValue());
        assertEquals("warn", more.path("severity").stringValue());
        assertEquals("Of 201 not all were looked at.", more.path("detail").stringValue());
        gantry.findings.all.remove("f300");
        assertEquals("/findings/f100", only("finding").path("link").stringValue());
    }

    @Test
    void whatIsUnknownForItsParentIsToldOfThatAlone() throws Exception {
        CheckVote own = CheckVote.detector(CheckStatus.UNKNOWN, List.of("Full."));
        CheckVote parent =
                new CheckVote(
                        CheckVote.Voter.DEPENDENCY,
                        "room",
                        CheckStatus.UNKNOWN,
                        List.of("not judged, as room is critical"),
                        null,
                        null,
                        null);
        gantry.checks.all.put("room", check("room", CheckStatus.CRITICAL));
        gantry.checks.all.put("child", check("child", CheckStatus.UNKNOWN, parent, own));
        assertEquals(List.of(), items());
        gantry.checks.all.put("child", check("child", CheckStatus.UNKNOWN, own));
        assertEquals("/detection/child", only("check").path("link").stringValue());
    }

    private static Check check(String id, CheckStatus status, CheckVote... votes) {
        CheckSpec spec =
                CheckSpec.of("disk.room", "{}", Duration.ofMinutes(1), Duration.ofSeconds(9))
                        .judged(new Judging(List.of(), Judging.Damping.NONE, List.of("room")));
        CheckVerdict verdict =
                new CheckVerdict(Fakes.NOW, status, List.of("Full."), Map.of(), Duration.ZERO, null)
                        .voted(List.of(votes));
        return new Check(id, spec, 1, Fakes.NOW, verdict, Fakes.NOW);
    }

    @Test
    void leavesOutWhoCannotTell() throws Exception {
        gantry.statistics.away = true;
        gantry.control.pause(Pause.Scope.QUEUE, "gold", "why not", "anna");
        assertEquals("/nodes", only("pause").path("link").stringValue());
        assertEquals(1, items().size());
    }

    @Test
    void tellsOfADiskThatIsNearlyFull() {
        Readiness well =
                new Readiness() {
                    @Override
                    public List<Missing> missing() {
                        return List.of();
                    }

                    @Override
                    public boolean ready() {
                        return true;
                    }
                };
        assertTrue(new PartConcerns(well, () -> -1).concerns().isEmpty());
        assertTrue(new PartConcerns(well, () -> 1L << 40).concerns().isEmpty());
        assertEquals(
                "1024 MiB are free on the disk of the folder data in Gantry's home.",
                new PartConcerns(well, () -> 1L << 30).concerns().getFirst().detail());
        assertFalse(
                new PartConcerns(well, () -> 1000)
                        .concerns()
                        .equals(new PartConcerns(well, () -> 1L << 30).concerns()));
    }

    @Test
    void aPartThatWentTellsNothing() throws Exception {
        AttentionResource resource = new AttentionResource();
        SloConcerns source = new SloConcerns(gantry.slos);
        gantry.slos.problems.add(new SloProblem("a.yaml", "no"));
        resource.add(source);
        resource.remove(source);
        Answer.Whole answer = (Answer.Whole) resource.endpoints().get("attention").handle(null);
        assertEquals(0, Json.parse(answer.body()).path("items").size());
    }
}
