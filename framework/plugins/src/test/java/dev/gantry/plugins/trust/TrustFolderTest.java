package dev.gantry.plugins.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.tls.Authority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

class TrustFolderTest {
    @TempDir Path home;

    @Test
    void aLinkThatLeadsNowhereIsToldOnceAndHidesNothing() throws Exception {
        Path trust = Files.createDirectory(home.resolve("trust"));
        Authority acme = new Authority(home, "acme");
        TrustFolder folder = new TrustFolder(trust, null, InstantSource.fixed(Instant.EPOCH));
        Path target = home.resolve("later.pem");
        Files.createSymbolicLink(trust.resolve("link.pem"), target);
        acme.certificate("acme", trust.resolve("acme.pem"));
        TrustStore store = folder.store();
        assertEquals(1, store.trusted().size());
        assertEquals(1, store.unread().size());
        assertTrue(
                store.unread().getFirst().startsWith("conf/trust/link.pem cannot be read"),
                store.unread().getFirst());
        assertSame(store, folder.store());
        acme.issue("dev").certificate("dev", target);
        assertEquals(2, folder.store().trusted().size());
        assertTrue(folder.store().unread().isEmpty());
    }
}
