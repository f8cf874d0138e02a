package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.plugins.inbox.Zips;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;

/** A JAR that holds far more than it weighs is refused, whichever way it comes. */
@Timeout(60)
class BombTest {
    @TempDir Path home;
    private HostedGantry gantry;

    /** How a JAR may be made to cost much. */
    enum Bomb {
        ENTRIES("has more than 100,000 entries: pack less into it") {
            @Override
            void write(Path file) throws IOException {
                Files.write(file, Zips.entries(120_000));
            }
        },
        MANIFEST("has a manifest of more than 4 MiB: build it again") {
            @Override
            void write(Path file) throws IOException {
                Zips.plugin(file, "X: \n".repeat(1 << 20), zip -> {});
            }
        },
        CONTENT("unpacks to more than 1 GiB: pack less into it") {
            @Override
            void write(Path file) throws IOException {
                List<String> names = IntStream.range(0, 40).mapToObj(i -> "zeros" + i).toList();
                Zips.overlapping(file, names, 32 << 20, 32 << 20);
            }
        },
        JAR_INSIDE("unpacks to more than 1 GiB: pack less into it") {
            @Override
            void write(Path file) throws IOException {
                Zips.plugin(
                        file,
                        "Bundle-ClassPath: .,lib/zeros.jar\n",
                        zip -> Zips.entry(zip, "lib/zeros.jar", Zips.repeated(40, 32 << 20)));
            }
        },
        ENTRIES_INSIDE("has more than 100,000 entries: pack less into it") {
            @Override
            void write(Path file) throws IOException {
                Zips.plugin(
                        file,
                        "Bundle-ClassPath: .,lib/many.jar\n",
                        zip -> Zips.entry(zip, "lib/many.jar", Zips.entries(120_000)));
            }
        },
        PATH("has an entry whose path leads out of it (../../evil.jar): build it again") {
            @Override
            void write(Path file) throws IOException {
                Zips.plugin(
                        file,
                        "Bundle-ClassPath: .,../../evil.jar\n",
                        zip -> Zips.entry(zip, "../../evil.jar", Zips.entries(1)));
            }
        };

        final String told;

        Bomb(String told) {
            this.told = told;
        }

        abstract void write(Path file) throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        gantry = new HostedGantry(home, new MemoryPluginStore());
        gantry.settle();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWithOneSentence(Bomb bomb) throws Exception {
        Path jar = home.resolve("made.jar");
        bomb.write(jar);

        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () -> {
                            try (InputStream in = Files.newInputStream(jar)) {
                                gantry.plugins().upload("up.jar", in, false, "test");
                            }
                        });
        assertEquals(GantryException.Code.REFUSED, refused.code());
        assertEquals("up.jar " + bomb.told, refused.getMessage());
        assertFalse(Files.exists(gantry.drop("up.jar")));
        assertTrue(gantry.plugins().find("up.jar").isEmpty());

        long before = gantry.events.latest();
        Files.move(jar, gantry.drop("drop.jar"), StandardCopyOption.ATOMIC_MOVE);
        var event = gantry.events.await(before, RevisionState.REJECTED);
        assertEquals("drop.jar " + bomb.told, event.reason());
        assertTrue(Files.exists(gantry.drop("drop.jar")), "it is the operator's");

        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        assertEquals("acme.hello", gantry.events.await(before, RevisionState.ACTIVE).plugin());
    }
}
