package dev.gantry.panels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.panel.Panel;
import dev.gantry.panels.FakeCatalog.Text;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(30)
class PanelServiceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(250);

    private final FakeCatalog catalog = new FakeCatalog();

    private PanelService service(Duration limit) {
        return new PanelService(catalog, InstantSource.fixed(NOW), limit, SHORT);
    }

    private static GantryException refused(PanelService panels, String query) {
        return assertThrows(
                GantryException.class, () -> panels.data(FakeCatalog.PLUGIN, "disk", query));
    }

    @Test
    void listsWhatIsInService() {
        PanelService panels = service(LONG);
        assertEquals(1, panels.list().size());
        assertEquals("disk", panels.list().getFirst().id());
        assertEquals(
                panels.list().getFirst(), panels.find(FakeCatalog.PLUGIN, "disk").orElseThrow());
        assertTrue(panels.find(FakeCatalog.PLUGIN, "other").isEmpty());
        catalog.available = false;
        assertTrue(panels.list().isEmpty());
        assertTrue(panels.find(FakeCatalog.PLUGIN, "disk").isEmpty());
        GantryException gone = refused(panels, "{}");
        assertEquals(Code.NOT_FOUND, gone.code());
        assertEquals("it was deleted", gone.getMessage());
    }

    @Test
    void answersUnderALeaseWithThePluginsLoader() {
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        AtomicReference<Instant> deadline = new AtomicReference<>();
        catalog.panel =
                (query, context) -> {
                    loader.set(Thread.currentThread().getContextClassLoader());
                    deadline.set(context.deadline().orElseThrow());
                    assertTrue(Thread.currentThread().isVirtual());
                    return new Text("data of " + query.json());
                };
        assertEquals(
                "data of {\"a\":1}", service(LONG).data(FakeCatalog.PLUGIN, "disk", "{\"a\":1}"));
        assertEquals(FakeCatalog.LOADER, loader.get());
        assertEquals(NOW.plus(LONG), deadline.get());
        assertEquals(0, catalog.open.get());
        assertEquals(FakeCatalog.REVISION, catalog.pinned);
    }

    @Test
    void aFailureIsToldWithItsPlace() {
        catalog.panel =
                (query, context) -> {
                    throw new IOException("no such disk");
                };
        GantryException failed = refused(service(LONG), "{}");
        assertEquals(Code.UNAVAILABLE, failed.code());
        assertEquals(
                "panel acme.disk/disk of 1.0.0 gives no data: java.io.IOException: no such disk,"
                        + " at acme.Disk",
                failed.getMessage());
        assertEquals(0, catalog.open.get());
    }

    @Test
    void aQueryThatDoesNotFitIsRefusedAsItIs() {
        catalog.refusal = new GantryException(Code.REFUSED, "the input does not fit");
        assertEquals(catalog.refusal, refused(service(LONG), "{\"x\":1}"));
    }

    @Test
    void anAnswerIsBounded() {
        catalog.panel = (query, context) -> new Text("x".repeat((1 << 20) + 1));
        GantryException large = refused(service(LONG), "{}");
        assertEquals(Code.REFUSED, large.code());
        assertTrue(large.getMessage().contains("1,048,577"), large.getMessage());
    }

    @Test
    void whatTakesTooLongIsAskedAndInterrupted() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        catalog.panel =
                (query, context) -> {
                    context.cancellation().onRequest(asked::countDown);
                    never.await();
                    return new Text("");
                };
        GantryException late = refused(service(SHORT), "{}");
        assertEquals(Code.UNAVAILABLE, late.code());
        assertTrue(late.getMessage().contains("did not answer within PT0.25S"), late.getMessage());
        assertTrue(catalog.blamed.isEmpty());
        await(asked);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatReactsToNothingIsBlamedAndFillsItsPlaces() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        catalog.panel = (query, context) -> stubborn(end);
        PanelService panels = service(SHORT);
        try {
            for (int i = 0; i < 4; i++) {
                assertEquals(Code.UNAVAILABLE, refused(panels, "{}").code());
            }
            assertEquals(4, catalog.blamed.size());
            assertEquals(Offence.HANG, catalog.blamed.getFirst());
            assertEquals(Code.OVERLOADED, refused(panels, "{}").code());
        } finally {
            end.countDown();
        }
        catalog.closed.await();
        catalog.panel = (query, context) -> new Text("well again");
        Waiting.until(
                () -> {
                    try {
                        assertEquals("well again", panels.data(FakeCatalog.PLUGIN, "disk", "{}"));
                        return true;
                    } catch (GantryException e) {
                        assertEquals(Code.OVERLOADED, e.code());
                        return false;
                    }
                });
    }

    private static Text stubborn(CountDownLatch end) {
        while (true) {
            try {
                end.await();
                return new Text("late");
            } catch (InterruptedException e) {
                // that is what it is like
            }
        }
    }

    @Test
    void aRevisionThatIsTakenAwayIsLeftAtOnce() throws Exception {
        CountDownLatch in = new CountDownLatch(1);
        Panel<Text, Text> waits =
                (query, context) -> {
                    in.countDown();
                    new CountDownLatch(1).await();
                    return new Text("");
                };
        catalog.panel = waits;
        PanelService panels = service(LONG);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<GantryException> refused = threads.submit(() -> refused(panels, "{}"));
            in.await();
            panels.revoked(FakeCatalog.REVISION, "it was deleted");
            assertEquals(Code.UNAVAILABLE, refused.get().code());
        }
        assertEquals(0, catalog.open.get());
    }

    @Test
    void servesTheFolderOfTheModuleAndNothingElse() {
        PanelService panels = service(LONG);
        String sha = FakeCatalog.REVISION.sha256();
        var file = panels.file(FakeCatalog.PLUGIN, "disk", sha, "disk.js");
        assertEquals("text/javascript; charset=utf-8", file.contentType());
        assertArrayEquals(FakeCatalog.SCRIPT, file.bytes());
        for (String name :
                new String[] {
                    "other.js", "page.html", "Disk.class", "../secret.js", "..js", "disk"
                }) {
            GantryException none =
                    assertThrows(
                            GantryException.class,
                            () -> panels.file(FakeCatalog.PLUGIN, "disk", sha, name),
                            name);
            assertEquals(Code.NOT_FOUND, none.code(), name);
        }
        assertEquals(
                Code.REFUSED,
                assertThrows(
                                GantryException.class,
                                () -> panels.file(FakeCatalog.PLUGIN, "disk", sha, "huge.css"))
                        .code());
        assertEquals(
                Code.NOT_FOUND,
                assertThrows(
                                GantryException.class,
                                () ->
                                        panels.file(
                                                FakeCatalog.PLUGIN,
                                                "disk",
                                                "0".repeat(64),
                                                "disk.js"))
                        .code());
        assertEquals(0, catalog.open.get());
    }
}
