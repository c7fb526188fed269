package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.support.ui.Select;

/** The page in a browser, where there is one: what a reader can do with it. */
final class HtmlInBrowserTest {
  private static final Dimension DESK = new Dimension(1200, 900);
  private static final Dimension PHONE = new Dimension(500, 900);

  @TempDir private static Path directory;
  private static Optional<ChromeDriver> browser = Optional.empty();

  @BeforeAll
  static void openPage() throws Exception {
    Optional<File> chromium = installed("chromium");
    Optional<File> driver = installed("chromedriver");
    assumeTrue(
        chromium.isPresent() && driver.isPresent(),
        "There is no chromium with chromedriver on this machine");
    Path source = directory.resolve("p/shop/src/main/java/Till.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Till {\n  void open() {\n    run();\n  }\n}\n");
    Path log = Files.writeString(directory.resolve("log.sarif"), log());
    Path page = directory.resolve("report.html");
    assertThat(CommandRun.of("html", "-o", page, "--source", directory.resolve("p"), log).err())
        .isEmpty();

    ChromeDriver started =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver.get()).build(),
            new ChromeOptions()
                .setBinary(chromium.get())
                .addArguments("--headless=new", "--no-sandbox", "--disable-gpu"));
    browser = Optional.of(started);
    started.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60));
    started.manage().window().setSize(DESK);
    started.get(page.toUri().toString());
  }

  @AfterAll
  static void closeBrowser() {
    browser.ifPresent(ChromeDriver::quit);
  }

  @Test
  void filterByCheck() {
    choose("check", "BusyPolling");

    assertThat(shown()).containsExactly("Polls.");
    assertThat(visible("section")).hasSize(1);
    assertThat(status()).isEqualTo("1 of 3 shown");

    choose("check", "all");

    assertThat(status()).isEqualTo("3 of 3 shown");
  }

  @Test
  void filtersTogether() {
    choose("module", "shop");
    choose("level", "error");

    assertThat(shown()).containsExactly("Leaks here.");

    choose("module", "all");

    assertThat(shown()).containsExactly("Leaks here.", "Leaks there.");

    choose("level", "all");
  }

  @Test
  void pictureOfChannel() {
    WebElement picture = page().findElement(By.cssSelector(".picture svg"));

    assertThat(picture.getRect().getWidth()).isGreaterThan(300);
    assertThat(picture.getAttribute("aria-label"))
        .isEqualTo("Channel orders. Sends: nobody. Receives: take(), line 3 in Till.open.");
    assertThat(picture.getText()).contains("in Till.open");
  }

  @Test
  void pageOfCheck() {
    WebElement summary = page().findElement(By.cssSelector("#page-BusyPolling > summary"));
    WebElement text = page().findElement(By.cssSelector("#page-BusyPolling > p"));
    assertThat(text.isDisplayed()).isFalse();

    summary.click();

    assertThat(text.isDisplayed()).isTrue();
    summary.click();
  }

  @Test
  void phone() {
    page().manage().window().setSize(PHONE);

    assertThat(number("document.documentElement.scrollWidth"))
        .isAtMost(number("document.documentElement.clientWidth"));

    page().manage().window().setSize(DESK);
  }

  @Test
  void noNetworkAndNoComplaints() {
    assertThat(number("performance.getEntriesByType('resource').length")).isEqualTo(0);
    assertThat(page().manage().logs().get("browser").getAll().stream().map(LogEntry::getMessage))
        .isEmpty();
  }

  private static ChromeDriver page() {
    return browser.orElseThrow();
  }

  private static void choose(String filter, String value) {
    new Select(page().findElement(By.id("filter-" + filter))).selectByVisibleText(value);
  }

  private static String status() {
    return page().findElement(By.id("shown")).getText();
  }

  private static ImmutableList<String> shown() {
    return visible("article .message").stream()
        .map(WebElement::getText)
        .collect(ImmutableList.toImmutableList());
  }

  private static List<WebElement> visible(String selector) {
    return page().findElements(By.cssSelector(selector)).stream()
        .filter(WebElement::isDisplayed)
        .toList();
  }

  private static long number(String expression) {
    return (Long) ((JavascriptExecutor) page()).executeScript("return " + expression);
  }

  private static Optional<File> installed(String command) {
    return Splitter.on(File.pathSeparatorChar)
        .splitToStream(Strings.nullToEmpty(System.getenv("PATH")))
        .map(path -> new File(path, command))
        .filter(File::canExecute)
        .findFirst();
  }

  private static String log() {
    return """
    {"version": "2.1.0", "runs": [{
      "tool": {"driver": {"name": "Watertight", "rules": []}},
      "results": [%s, %s, %s]}]}
    """
        .formatted(
            result("BusyPolling", "warning", "shop", "Polls.", ""),
            result(
                "ReceiveWithoutSender",
                "error",
                "shop",
                "Leaks here.",
                """
                , "properties": {"channel": {"name": "orders", "isWhollyInView": true, "sends": [],
                  "receives": [{"call": "take", "member": "Till.open", "line": 3}]}}
                """),
            result("HandleNeverReleased", "error", "desk", "Leaks there.", ""));
  }

  private static String result(
      String check, String level, String module, String message, String more) {
    return """
    {"ruleId": "%s", "level": "%s", "message": {"text": "%s"},
      "locations": [{"physicalLocation": {
        "artifactLocation": {"uri": "%s/src/main/java/Till.java", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 8}}}]%s}
    """
        .formatted(check, level, message, module, more);
  }
}
