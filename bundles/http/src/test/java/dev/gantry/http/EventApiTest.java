package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.server.HttpSettings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.slo.SloSeverity;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

@Timeout(60)
class EventApiTest {
    private static final String EVENTS = "/api/v1/events";
    @TempDir Path home;

    @Test
    void sendsCloudEvents() throws Exception {
        try (TestGantry gantry = new TestGantry(home);
                EventReader reader = gantry.events(EVENTS)) {
            assertEquals("text/event-stream", reader.contentType());
            String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            gantry.events.publish(FakeEvents.finished("run1"));
            gantry.events.publish(
                    new Event.AttemptFinished(
                            Fakes.NOW,
                            "run1",
                            "files.cleanup",
                            Fakes.REVISION,
                            1,
                            Attempt.State.SUCCEEDED,
                            null,
                            Fakes.NOW,
                            List.of(
                                    new Attempt.Phase(
                                            "run", Duration.ZERO, Duration.ofMillis(5), false)),
                            null,
                            trace,
                            null,
                            "default"));
            gantry.events.publish(
                    new Event.PluginChanged(
                            Fakes.NOW,
                            "acme",
                            "1.0.0",
                            Fakes.SHA,
                            "a.jar",
                            RevisionState.ACTIVE,
                            null));
            gantry.events.publish(
                    new Event.ScheduleChanged(Fakes.NOW, "nightly", "fired", "run2", Fakes.NOW));
            gantry.events.publish(
                    new Event.CheckJudged(Fakes.NOW, "disk", "disk.room", "warn", "ok", "full"));
            gantry.events.publish(
                    new Event.PauseChanged(
                            Fakes.NOW,
                            "set",
                            new Pause(Pause.Scope.TASK, "a.b", "why", "anna", Fakes.NOW),
                            "anna"));

            gantry.events.publish(
                    new Event.SloChanged(
                            Fakes.NOW, "mail", "mail.*", SloSeverity.PAGE, "firing", "it burns"));

            List<String> types =
                    List.of(
                            "dev.gantry.run.finished.v1",
                            "dev.gantry.attempt.finished.v1",
                            "dev.gantry.plugin.active.v1",
                            "dev.gantry.schedule.fired.v1",
                            "dev.gantry.check.judged.v1",
                            "dev.gantry.pause.set.v1",
                            "dev.gantry.slo.firing.v1");
            List<String> subjects =
                    List.of("run1", "run1", "acme", "nightly", "disk", "a.b", "mail");
            for (int i = 0; i < types.size(); i++) {
                EventReader.Item item = reader.next();
                JsonNode event = item.json();
                gantry.openApi.checkSchema("CloudEvent", event);
                assertEquals(Integer.toString(i + 1), item.id());
                assertEquals(types.get(i), item.name());
                assertEquals(types.get(i), event.path("type").stringValue());
                assertEquals(subjects.get(i), event.path("subject").stringValue());
                assertEquals(i == 1 ? trace : "", event.path("traceparent").asString(""));
            }
        }
    }

    @Test
    void everyNoteOnAPluginIsADocumentedEvent() throws Exception {
        try (TestGantry gantry = new TestGantry(home);
                EventReader reader = gantry.events(EVENTS)) {
            String documented =
                    gantry.openApi
                            .document()
                            .at("/components/schemas/CloudEvent/description")
                            .stringValue();
            for (String what :
                    List.of(
                            "pinned",
                            "unpinned",
                            "enabled",
                            "disabled",
                            "limited",
                            "canary",
                            "promoted",
                            "rolled-back",
                            "forced",
                            "overridden",
                            "signed",
                            "untrusted",
                            "leaked",
                            "overdue",
                            "crash",
                            "hang",
                            "memory",
                            "configured")) {
                gantry.events.publish(
                        new Event.PluginNoted(
                                Fakes.NOW, "acme", "1.0.0", Fakes.SHA, what, "It was " + what));
                EventReader.Item item = reader.next();
                JsonNode event = item.json();
                gantry.openApi.checkSchema("CloudEvent", event);
                assertEquals("dev.gantry.plugin." + what + ".v1", item.name());
                assertEquals("acme", event.path("subject").stringValue());
                assertEquals("It was " + what, event.path("data").path("text").stringValue());
                assertTrue(
                        Pattern.compile("plugin\\.\\{[^}]*\\b" + what + "\\b")
                                .matcher(documented)
                                .find(),
                        what + " is not documented");
            }
        }
    }

    @Test
    void goesOnWhereAReaderWas() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            for (int i = 1; i <= 10; i++) {
                gantry.events.publish(FakeEvents.finished("run" + i));
            }
            try (EventReader reader = gantry.events(EVENTS, "Last-Event-ID", "7")) {
                assertEquals("8", reader.next().id());
                assertEquals("9", reader.next().id());
                assertEquals("10", reader.next().id());
            }
            try (EventReader reader = gantry.events(EVENTS + "?after=9")) {
                assertEquals("10", reader.next().id());
            }
            try (EventReader reader = gantry.events(EVENTS)) {
                gantry.events.publish(FakeEvents.finished("new"));
                assertEquals("11", reader.next().id());
            }
            assertEquals(400, gantry.get(EVENTS, "Last-Event-ID", "seven").status());
        }
    }

    @Test
    void saysWhenEventsWereLost() throws Exception {
        try (TestGantry gantry =
                new TestGantry(home, TestGantry.settings(home), new FakeEvents(3))) {
            for (int i = 1; i <= 10; i++) {
                gantry.events.publish(FakeEvents.finished("run" + i));
            }
            try (EventReader reader = gantry.events(EVENTS, "Last-Event-ID", "2")) {
                EventReader.Item lost = reader.next();
                assertEquals("dev.gantry.events.lost.v1", lost.name());
                gantry.openApi.checkSchema("CloudEvent", lost.json());
                assertNull(lost.id());
                assertEquals(2, lost.json().path("data").path("after").intValue());
                assertEquals("8", reader.next().id());
            }
            try (EventReader reader = gantry.events(EVENTS, "Last-Event-ID", "500")) {
                assertEquals("dev.gantry.events.lost.v1", reader.next().name());
                assertEquals("8", reader.next().id());
            }
        }
    }

    @Test
    void sendsOnlyTheTypesAskedFor() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            gantry.events.publish(FakeEvents.finished("run1"));
            gantry.events.publish(
                    new Event.CheckJudged(Fakes.NOW, "disk", "disk.room", "ok", null, null));
            try (EventReader reader =
                    gantry.events(EVENTS + "?after=0&type=dev.gantry.check.judged.v1")) {
                assertEquals("2", reader.next().id());
            }
        }
    }

    @Test
    void beatsWhileNothingHappensAndOutlivesTheIdleTimeout() throws Exception {
        HttpSettings quick = settings(Duration.ofMillis(50), Duration.ofMillis(300));
        try (TestGantry gantry = new TestGantry(home, quick, new FakeEvents(10));
                EventReader reader = gantry.events(EVENTS)) {
            assertTrue(reader.any().data().startsWith("events after"));
            for (int i = 0; i < 12; i++) {
                assertEquals("heartbeat", reader.any().data());
            }
            gantry.events.publish(FakeEvents.finished("run1"));
            assertEquals("1", reader.next().id());
        }
    }

    @Test
    void aReaderThatDoesNotReadIsDropped() throws Exception {
        HttpSettings quick = settings(Duration.ofMillis(50), Duration.ofMillis(300));
        String reason = "x".repeat(10_000);
        try (TestGantry gantry = new TestGantry(home, quick, new FakeEvents(5000))) {
            for (int i = 0; i < 5000; i++) {
                gantry.events.publish(FakeEvents.finished("run" + i, reason));
            }
            URI url = URI.create(gantry.server.url());
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(4096);
                socket.connect(new java.net.InetSocketAddress(url.getHost(), url.getPort()));
                socket.getOutputStream()
                        .write(
                                ("GET /api/v1/events?after=0 HTTP/1.1\r\nHost: localhost\r\n"
                                                + "Authorization: Bearer "
                                                + TestGantry.TOKEN
                                                + "\r\n\r\n")
                                        .getBytes(StandardCharsets.UTF_8));
                Waiting.until(() -> gantry.resources.streams() > 0);
                Waiting.until(() -> gantry.resources.streams() == 0);
                long got = drain(socket.getInputStream());
                assertTrue(got < 5000L * reason.length(), "all of it was sent: " + got);
            }
        }
    }

    @Test
    void aWaitOutlivesTheIdleTimeout() throws Exception {
        HttpSettings quick = settings(Duration.ofMillis(50), Duration.ofMillis(200));
        try (TestGantry gantry = new TestGantry(home, quick, new FakeEvents(10))) {
            assertEquals(
                    202, gantry.post("/api/v1/tasks/files.cleanup/runs?wait=800ms", "{}").status());
        }
    }

    @Test
    void streamsEndWhenTheirPartGoesAndWhenTheServerStops() throws Exception {
        TestGantry gantry = new TestGantry(home);
        try (EventReader reader = gantry.events(EVENTS)) {
            gantry.resources.remove(gantry.eventResource);
            assertNull(reader.next());
            assertEquals(503, gantry.get(EVENTS).status());
        }
        gantry.post("/api/v1/tasks/files.cleanup/runs", "{}");
        try (EventReader reader = gantry.events("/api/v1/runs/01run00000001/logs")) {
            assertEquals("lines after 0", reader.any().data(), "it begins without a line");
            long before = System.nanoTime();
            gantry.server.close();
            assertNull(reader.next(), "no end: the run is not finished");
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, "it took " + took);
        } finally {
            gantry.client.close();
        }
    }

    private HttpSettings settings(Duration heartbeat, Duration idle) {
        return new HttpSettings(
                "127.0.0.1", 0, false, home, heartbeat, idle, Duration.ofSeconds(5));
    }

    private static long drain(InputStream in) {
        long got = 0;
        byte[] buffer = new byte[65536];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                got += n;
            }
        } catch (IOException e) {
            // the server ended the connection in the middle, as it should
        }
        return got;
    }
}
