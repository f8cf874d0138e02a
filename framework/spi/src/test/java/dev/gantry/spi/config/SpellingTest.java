package dev.gantry.spi.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class SpellingTest {

    private static final List<String> IDS =
            List.of("files.checksum", "files.cleanup", "http.request", "a");

    @Test
    void findsWhatWasMeant() {
        assertEquals(Optional.of("files.cleanup"), Spelling.nearest("files.clenup", IDS));
        assertEquals(Optional.of("files.cleanup"), Spelling.nearest("file.cleanups", IDS));
        assertEquals(Optional.of("http.request"), Spelling.nearest("http.requests", IDS));
    }

    @Test
    void isSilentRatherThanSilly() {
        assertEquals(Optional.empty(), Spelling.nearest("mail.send", IDS));
        assertEquals(Optional.empty(), Spelling.nearest("x", List.of()));
    }

    @Test
    void countsLetters() {
        assertEquals(0, Spelling.distance("same", "same"));
        assertEquals(3, Spelling.distance("kitten", "sitting"));
        assertEquals(4, Spelling.distance("", "four"));
    }
}
