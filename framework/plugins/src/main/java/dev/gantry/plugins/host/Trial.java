package dev.gantry.plugins.host;

import dev.gantry.api.detect.Detector;
import dev.gantry.api.panel.Panel;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Task;
import dev.gantry.plugins.catalog.Frames;
import dev.gantry.plugins.catalog.Instances;
import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.config.Configurations;
import dev.gantry.plugins.config.Misfit;
import dev.gantry.plugins.config.SettingsType;
import dev.gantry.plugins.config.Slot;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Brings one revision from its private copy to life, on a thread of its own and bounded in time:
 * install, resolve, read what it offers, start, components satisfied. What fails leaves nothing
 * behind.
 */
final class Trial {
    /** What the locations of plugins begin with. */
    static final String LOCATION = "plugin:";

    /** As what a component can provide a contribution. */
    static final Set<String> SERVICES =
            Set.of(
                    Task.class.getName(),
                    PhasedTask.class.getName(),
                    Detector.class.getName(),
                    Panel.class.getName());

    private final BundleContext context;
    private final Companions companions;
    private final Steps steps;
    private final Components components;
    private final Diagnosis diagnosis;
    private final Claims claims;
    private final Configurations configurations;
    private final MetricsOfPlugins metrics;
    private final RewireCheck rewire;
    private final Undertaker undertaker;
    private final Duration timeout;

    /** What a revision's components find when they start. */
    record Surroundings(
            Components components, Configurations configurations, MetricsOfPlugins metrics) {}

    Trial(
            BundleContext context,
            Companions companions,
            Steps steps,
            Surroundings surroundings,
            LiveCatalog catalog,
            Undertaker undertaker,
            Duration timeout) {
        this.context = context;
        this.companions = companions;
        this.steps = steps;
        this.components = surroundings.components();
        this.diagnosis = new Diagnosis(context, companions);
        this.claims = new Claims(context, catalog);
        this.configurations = surroundings.configurations();
        this.metrics = surroundings.metrics();
        this.rewire = new RewireCheck(context);
        this.undertaker = undertaker;
        this.timeout = timeout;
    }

    /** Looks at what a resolved revision offers before any of its code runs. */
    @FunctionalInterface
    interface Gatekeeper {
        /** Refuses what does not fit. */
        void judge(RevisionRef revision, PluginManifest manifest, List<Offering> offerings)
                throws Rejection;
    }

    /** Completes with the started revision, or with a {@link Rejection}. */
    CompletableFuture<LiveRevision> start(
            String sha256, PluginManifest manifest, Gatekeeper gatekeeper) {
        CompletableFuture<LiveRevision> outcome = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("gantry-start " + manifest.id() + " " + manifest.version())
                        .start(() -> run(sha256, manifest, gatekeeper, outcome));
        // cancelled at the end, so that nothing holds the revision longer than it lives
        CompletableFuture<Void> limit =
                new CompletableFuture<Void>()
                        .completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
        limit.thenRunAsync(() -> giveUp(thread, manifest, outcome));
        outcome.whenComplete((revision, failure) -> limit.cancel(false));
        return outcome;
    }

    private void giveUp(
            Thread thread, PluginManifest manifest, CompletableFuture<LiveRevision> outcome) {
        if (outcome.isDone()) {
            return;
        }
        String frame =
                new Frames(manifest.classes())
                        .first(thread.getStackTrace())
                        .map(f -> "; it is stuck in " + f)
                        .orElse("");
        Rejection rejection =
                new Rejection(
                        "it did not start within "
                                + Undertaker.told(timeout)
                                + frame
                                + ": return from activation soon, and do the work in tasks");
        if (outcome.completeExceptionally(rejection)) {
            thread.interrupt();
        }
    }

    private void run(
            String sha256,
            PluginManifest manifest,
            Gatekeeper gatekeeper,
            CompletableFuture<LiveRevision> outcome) {
        RevisionRef ref = new RevisionRef(manifest.id(), manifest.version().toString(), sha256);
        Bundle bundle = null;
        Frames frames = new Frames(manifest.classes());
        boolean served = false;
        try {
            bundle = install(sha256, manifest);
            steps.at(DeployStep.INSTALLED, ref);
            companions.join(manifest);
            served = outcome.complete(bring(bundle, ref, manifest, gatekeeper, frames));
        } catch (Rejection e) {
            outcome.completeExceptionally(e);
        } catch (InterruptedException e) {
            outcome.completeExceptionally(
                    new Rejection("its start was interrupted: drop it again"));
        } catch (Exception | LinkageError e) {
            outcome.completeExceptionally(
                    new Rejection(
                            "it failed to start: " + Failures.told(e, frames), Failures.trace(e)));
        } finally {
            Thread.currentThread().setContextClassLoader(null);
            if (bundle != null && !served) {
                undertaker.discard(bundle);
                companions.part(manifest);
            }
        }
    }

    private Bundle install(String sha256, PluginManifest manifest)
            throws Rejection, IOException, BundleException {
        companions.vet(sha256, manifest);
        claims.check(manifest);
        rewire.check(manifest);
        return companions.install(sha256);
    }

    private LiveRevision bring(
            Bundle bundle,
            RevisionRef ref,
            PluginManifest manifest,
            Gatekeeper gatekeeper,
            Frames frames)
            throws Rejection, InterruptedException {
        diagnosis.resolve(bundle, manifest);
        steps.at(DeployStep.RESOLVED, ref);
        List<Offering> offerings = OfferReader.read(bundle);
        for (Offering offering : offerings) {
            taken(offering, manifest.id());
        }
        companions.vet(manifest, offerings, Optional.empty());
        gatekeeper.judge(ref, manifest, offerings);
        steps.at(DeployStep.GATED, ref);
        ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
        Slot settings = settings(bundle, ref, manifest, loader);
        Thread.currentThread().setContextClassLoader(loader);
        try {
            bundle.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Rejection(
                    "its activator failed: " + Failures.told(cause, frames), Failures.trace(e));
        }
        components.await(bundle, manifest, frames);
        Map<Offering, Instances> instances = new IdentityHashMap<>();
        for (Offering offering : offerings) {
            instances.put(offering, instances(bundle, offering));
        }
        components.await(bundle, manifest, frames);
        steps.at(DeployStep.STARTED, ref);
        return new LiveRevision(
                ref, bundle, loader, frames, instances, settings, metrics.of(bundle));
    }

    /** What it is set to; {@code null} if it has no settings. */
    private Slot settings(
            Bundle bundle, RevisionRef ref, PluginManifest manifest, ClassLoader loader)
            throws Rejection, InterruptedException {
        Optional<SettingsType> type = SettingsReader.read(bundle);
        if (type.isEmpty()) {
            return null;
        }
        companions.vet(manifest, List.of(), type);
        try {
            return configurations.attach(ref, bundle, loader, type.get());
        } catch (Misfit e) {
            throw new Rejection(e.getMessage(), null, Set.of(Wants.configuration(ref.plugin())));
        }
    }

    /** A revision that was rejected for its configuration is on record as such now. */
    void recheck(String plugin) {
        configurations.recheck(plugin);
    }

    /** Refuses what another plugin offers already. */
    void taken(Offering offering, String plugin) throws Rejection {
        claims.check(offering, plugin);
    }

    private Instances instances(Bundle bundle, Offering offering) throws Rejection {
        Class<?> impl = offering.impl();
        Optional<ComponentDescriptionDTO> component =
                components.providing(bundle, impl.getName(), SERVICES);
        if (component.isPresent()) {
            return service(bundle, component.get());
        }
        return new Instances.Fresh(Constructors.of(offering));
    }

    private Instances service(Bundle bundle, ComponentDescriptionDTO component) throws Rejection {
        Instances.Service service =
                new Instances.Service(context, bundle, component.name, SERVICES);
        if (service.reference().isPresent()) {
            try {
                service.giveBack(service.take());
            } catch (RuntimeException e) {
                // the component's own failure is told when the components are judged again
                return service;
            }
            return service;
        }
        throw new Rejection(
                "its component "
                        + component.name
                        + " offers no service: enable it, or remove the component");
    }
}
