package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.plugins.config.SettingsType;
import dev.gantry.plugins.trust.Signatures;
import dev.gantry.plugins.trust.TrustFolder;
import dev.gantry.plugins.trust.TrustStore;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.Signature;
import dev.gantry.spi.store.StoredRevision;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets only those bytes into the framework that the trust policy allows: each time before they are
 * installed, on the private copy. Thread-safe.
 */
final class Vetting {
    private static final Needs SECRETS = new Needs(true, List.of(), List.of(), List.of());

    private final boolean signedOnly;
    private final NeedsPolicy needs;
    private final TrustFolder folder;
    private final Registry registry;
    private final Vault vault;
    private final InstantSource clock;
    private final Map<String, Judged> findings = new ConcurrentHashMap<>();

    /** What was found, and by which state of the trust folder. */
    private record Judged(Signatures.Finding finding, TrustStore by) {}

    /**
     * @param signedOnly whether what no trusted signer signed is refused
     */
    Vetting(
            boolean signedOnly,
            NeedsPolicy needs,
            TrustFolder folder,
            Registry registry,
            Vault vault,
            InstantSource clock) {
        this.signedOnly = signedOnly;
        this.needs = needs;
        this.folder = folder;
        this.registry = registry;
        this.vault = vault;
        this.clock = clock;
    }

    boolean signedOnly() {
        return signedOnly;
    }

    /** Judges a private copy, and refuses it if it may not be installed. */
    void check(String sha256) throws Rejection {
        findings.keySet().removeIf(sha -> registry.get(sha).isEmpty());
        check(judged(sha256).finding().signature());
    }

    private Judged judged(String sha256) {
        TrustStore now = folder.store();
        Judged judged = new Judged(judge(vault.path(sha256), sha256, now), now);
        findings.put(sha256, judged);
        return judged;
    }

    /**
     * Why a revision that was let in may not be served any more: the trust folder may have been
     * changed since, and is asked again. Reads the JAR only if it was.
     */
    Optional<Rejection> refused(String sha256) {
        Judged last = findings.get(sha256);
        Judged now =
                !signedOnly || last != null && last.by() == folder.store() ? last : judged(sha256);
        try {
            if (now != null) {
                check(now.finding().signature());
            }
            return Optional.empty();
        } catch (Rejection e) {
            return Optional.of(e);
        }
    }

    /** What there is to say of a JAR that is not, or not yet, on record. */
    Signature look(Path jar, String sha256) {
        return judge(jar, sha256, folder.store()).signature();
    }

    /** Refuses what is not signed as it has to be. */
    void check(Signature signature) throws Rejection {
        if (signedOnly && !signature.trusted()) {
            throw new Rejection(signature.reason(), null, Set.of(Wants.TRUST));
        }
    }

    /** Refuses what needs more than it may. */
    void check(PluginManifest manifest) throws Rejection {
        needs.check(manifest.id(), manifest.needs());
    }

    /**
     * Secrets are handed to those only who say so, and may: a plugin that says nothing of its needs
     * says that it takes secrets by taking them.
     */
    void check(PluginManifest manifest, List<Offering> offerings, Optional<SettingsType> settings)
            throws Rejection {
        if (DeclaredNeeds.silent(manifest.needs(), offerings, settings)) {
            needs.check(manifest.id(), SECRETS);
        }
    }

    private Signatures.Finding judge(Path jar, String sha256, TrustStore store) {
        return Signatures.judge(
                jar,
                store,
                clock.instant(),
                fingerprint ->
                        registry.get(sha256)
                                .flatMap(r -> OffersJson.accepted(r.offers(), fingerprint)));
    }

    /** Judges a private copy anew, for those who look; nothing is refused. */
    Optional<Signatures.Finding> look(StoredRevision revision) {
        String sha256 = revision.sha256();
        if (revision.version() == null || !vault.has(sha256)) {
            findings.remove(sha256);
            return Optional.empty();
        }
        return Optional.of(judged(sha256).finding());
    }

    /** Who signed a revision, as was last found; {@code null} before the first look. */
    Signature signature(String sha256) {
        Judged judged = findings.get(sha256);
        return judged == null ? null : judged.finding().signature();
    }

    /** What a revision offers, with who vouched for it and since when, to be put on record. */
    String accepted(String offers, String sha256) {
        Signature signature = signature(sha256);
        if (signature == null || !signature.trusted()) {
            return offers;
        }
        Instant since = before(sha256, signature).orElseGet(clock::instant);
        return OffersJson.signed(offers, signature.fingerprint(), since);
    }

    /** What a candidate declares, and under which certificate it was let in before. */
    String declared(Candidate candidate) {
        return registry.get(candidate.sha256())
                .map(r -> OffersJson.signedAs(candidate.declared(), r.offers()))
                .orElseGet(candidate::declared);
    }

    /** Who signed it, for the history; empty if that is on record. */
    Optional<String> news(String sha256) {
        return Optional.ofNullable(signature(sha256))
                .filter(s -> s.trusted() && before(sha256, s).isEmpty())
                .map(
                        s ->
                                "by "
                                        + s.signer()
                                        + " (certificate with SHA-256 "
                                        + s.fingerprint()
                                        + ")");
    }

    private Optional<Instant> before(String sha256, Signature signature) {
        return registry.get(sha256)
                .flatMap(r -> OffersJson.accepted(r.offers(), signature.fingerprint()));
    }
}
