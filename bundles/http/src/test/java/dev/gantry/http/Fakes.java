package dev.gantry.http;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.plugin.Signature;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.RetryPolicy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A catalogue in memory, and what the other fakes hold. */
final class Fakes {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String SHA = "ab".repeat(32);
    static final RevisionRef REVISION = new RevisionRef("acme.files", "1.2.0", SHA);

    static final Signature SIGNED =
            new Signature(true, "CN=acme", "CN=ca", "cd".repeat(32), NOW, null);
    static final Needs NEEDS =
            new Needs(true, List.of("crm.acme.com:443"), List.of("git"), List.of("/srv"));

    /** Two, of which one has all that a vote can have. */
    static final List<CheckVote> VOTES =
            List.of(
                    new CheckVote(
                            CheckVote.Voter.THRESHOLD,
                            "free.ratio: warn < 10 %",
                            CheckStatus.WARN,
                            List.of("free.ratio 8 %, warn < 10 %"),
                            "free.ratio",
                            0.08,
                            new CheckVote.Range(0.1, null)),
                    CheckVote.detector(CheckStatus.OK, List.of("8 % free")));

    private Fakes() {}

    static RevisionInfo revision(
            String id, String version, String file, RevisionState state, String why) {
        return new RevisionInfo(
                id,
                "Acme",
                version,
                SHA,
                file,
                state,
                why,
                why == null ? null : "raw: " + why,
                List.of("files.cleanup"),
                List.of("disk.room"),
                NOW,
                0,
                null,
                null,
                false,
                SIGNED,
                NEEDS);
    }

    /** One task type, one detector type. */
    static final class FakeCatalog implements Catalog {
        private static final String SCHEMA =
                "{\"type\":\"object\",\"properties\":{\"directory\":{\"type\":\"string\"}}}";

        @Override
        public List<Contribution> list(Kind kind) {
            List<Contribution> found = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                found.add(
                        new Contribution(
                                kind,
                                (kind == Kind.TASK ? "files.cleanup" : "disk.room")
                                        + (i == 0 ? "" : i),
                                "A title",
                                "What it does",
                                REVISION,
                                SCHEMA,
                                kind == Kind.TASK ? SCHEMA : null,
                                Duration.ofMinutes(5),
                                RetryPolicy.NONE,
                                i == 0,
                                i == 0 ? null : "The plugin acme.files is not there."));
            }
            return found;
        }

        @Override
        public Optional<Contribution> find(Kind kind, String id) {
            return list(kind).stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public List<FieldError> validate(Kind kind, String id, String json) {
            return List.of();
        }

        @Override
        public String shown(Kind kind, String id, String json) {
            return json.replace("\"open-sesame\"", "\"***\"");
        }

        @Override
        public String restored(Kind kind, String id, String json, String before) {
            return before.contains("open-sesame")
                    ? json.replace("\"***\"", "\"open-sesame\"")
                    : json;
        }

        @Override
        public int limit(String plugin) {
            return 0;
        }

        @Override
        public Lease lease(Kind kind, String id, Selection selection) {
            throw new UnsupportedOperationException("the API leases nothing");
        }
    }
}
