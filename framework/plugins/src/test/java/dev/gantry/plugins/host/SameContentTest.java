package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What becomes of content that is in the drop folder already. */
class SameContentTest extends SwapFixture {

    private Path snapshot(String content) throws Exception {
        return Jars.snapshot(home, content);
    }

    /** Puts a copy into the drop folder, and waits until nothing but that is on record. */
    private void drop(Path jar) throws Exception {
        Path copy = Files.copy(jar, home.resolve("copy.jar"));
        Files.move(
                copy,
                gantry.drop(jar.getFileName().toString()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        awaitAlone(jar);
    }

    private void upload(Path jar, String name) throws Exception {
        try (InputStream in = Files.newInputStream(jar)) {
            gantry.plugins().upload(name, in, false, "ann");
        }
        awaitAlone(jar);
    }

    private void awaitAlone(Path jar) throws Exception {
        List<String> wanted = List.of(Vault.hash(jar));
        Waiting.until(() -> gantry.plugins().find(HELLO).isPresent() && contents().equals(wanted));
    }

    private List<String> contents() throws Exception {
        return hello().versions().stream().map(RevisionInfo::sha256).toList();
    }

    @Test
    void whatAnotherSnapshotTookThePlaceOfIsLetInAgain() throws Exception {
        Path one = snapshot("one");
        Path two = snapshot("two");
        drop(one);
        drop(two);
        try (InputStream in = Files.newInputStream(one)) {
            assertEquals(PluginPlan.Action.REPLACE, gantry.plugins().plan("one.jar", in).action());
        }
        upload(one, "again.jar");
        upload(two, "two.jar");
        drop(one);
    }

    @Test
    void whatRestsIsPutInServiceAsItIsSaid() throws Exception {
        Path old = Jars.hello(gantry.drop("old.jar"), "1.0.0");
        await("1.0.0", RevisionState.ACTIVE);
        Jars.hello(gantry.drop("new.jar"), "1.1.0");
        await("1.0.0", RevisionState.RETIRED);
        String digits = Vault.hash(old).substring(0, 12);
        GantryException refused =
                assertThrows(GantryException.class, () -> upload(old, "again.jar"));
        assertEquals(
                "the same content is there already as old.jar, and it is retired: gantry plugin"
                        + " activate acme.hello "
                        + digits,
                refused.getMessage());
        gantry.plugins().activate(HELLO, digits, null, false, "ann");
        assertEquals("1.0.0", served());
    }
}
