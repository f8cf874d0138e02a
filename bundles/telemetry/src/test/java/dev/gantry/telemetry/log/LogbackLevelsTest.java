package dev.gantry.telemetry.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;

import dev.gantry.spi.log.LogLevels.Level;
import dev.gantry.spi.run.GantryException;
import dev.gantry.telemetry.TestKeptSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class LogbackLevelsTest {
    @TempDir Path folder;
    private final LoggerContext context = new LoggerContext();
    private Path file;
    private LogbackLevels levels;

    @BeforeEach
    void start() {
        context.getLogger("ROOT").setLevel(ch.qos.logback.classic.Level.INFO);
        context.getLogger("dev.gantry").setLevel(ch.qos.logback.classic.Level.WARN);
        file = folder.resolve("telemetry.properties");
        levels = new LogbackLevels(TestKeptSettings.in(file), context);
    }

    @AfterEach
    void stop() {
        MDC.clear();
    }

    @Test
    void aLoggerIsSetAndPutBack() {
        Logger engine = context.getLogger("dev.gantry.engine");
        assertFalse(engine.isInfoEnabled());
        levels.logger("dev.gantry", Level.DEBUG);
        assertTrue(engine.isDebugEnabled());
        levels.logger("dev.gantry", Level.OFF);
        assertFalse(engine.isErrorEnabled());
        levels.logger("dev.gantry", null);
        assertTrue(engine.isWarnEnabled());
        assertFalse(engine.isInfoEnabled());
    }

    @Test
    void aPluginIsSetWhateverTheLogger() {
        levels.plugin("acme.files", Level.DEBUG);
        Logger task = context.getLogger("task.files.cleanup");
        Logger own = context.getLogger("com.acme.Files");
        assertFalse(task.isDebugEnabled());
        MDC.put("plugin", "acme.files");
        assertTrue(task.isDebugEnabled());
        assertTrue(own.isDebugEnabled());
        assertFalse(own.isTraceEnabled());
        assertFalse(context.getLogger("dev.gantry.engine").isInfoEnabled(), "Gantry's own");
        MDC.put("plugin", "acme.mail");
        assertFalse(task.isDebugEnabled());
        levels.plugin("acme.mail", Level.ERROR);
        assertFalse(task.isWarnEnabled());
        levels.plugin("acme.mail", null);
        assertTrue(task.isWarnEnabled());
    }

    @Test
    void whatWasSetHoldsAfterARestartAndTheLoggersAreLeftAsTheyWere() throws Exception {
        levels.logger("com.acme", Level.TRACE);
        levels.plugin("acme.files", Level.OFF);
        levels.close();
        assertFalse(context.getLogger("com.acme").isDebugEnabled());
        LogbackLevels again = new LogbackLevels(TestKeptSettings.in(file), context);
        assertTrue(context.getLogger("com.acme").isTraceEnabled());
        assertEquals(Map.of("com.acme", Level.TRACE), again.levels().loggers());
        assertEquals(Map.of("acme.files", Level.OFF), again.levels().plugins());
        again.logger("com.acme", null);
        again.plugin("acme.files", null);
        assertFalse(Files.readString(file).contains("acme"));
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(GantryException.class, () -> levels.logger("a=b", Level.INFO));
        assertThrows(GantryException.class, () -> levels.logger(" ", Level.INFO));
        assertEquals(Map.of(), levels.levels().loggers());
        LogbackLevels none = new LogbackLevels(TestKeptSettings.in(file), new Object());
        assertThrows(GantryException.class, () -> none.logger("a", Level.INFO));
    }

    @Test
    void whatCannotBeKeptIsNotInForce() throws Exception {
        Files.createDirectories(file.resolveSibling("telemetry.properties.next"));
        assertThrows(GantryException.class, () -> levels.plugin("acme.files", Level.DEBUG));
        assertEquals(Map.of(), levels.levels().plugins());
    }
}
