package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.fixes.Replacement;
import dev.watertight.reports.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextDocumentEdit;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** What can be done about the findings of a file. */
final class CodeActions {
  /** The kind of what repairs all: editors may do it when they save. */
  static final String FIX_ALL = CodeActionKind.SourceFixAll + ".watertight";

  private static final String IMPORT = "import ";

  private final Document document;
  private final ImmutableList<Found> findings;
  private final Lines lines;
  private final boolean versions;

  /**
   * Those of a file.
   *
   * @param shown its findings, as they are in the text of the document
   * @param versions whether an edit says for which version it is
   */
  CodeActions(Document document, Shown shown, boolean versions) {
    this.document = document;
    this.findings = shown.findings();
    this.lines = new Lines(shown.text());
    this.versions = versions;
  }

  /**
   * What to offer in a part of the file.
   *
   * @param only the kinds that the editor asks for; all if it names none
   */
  ImmutableList<CodeAction> in(Range range, List<String> only) {
    ImmutableList.Builder<CodeAction> actions = ImmutableList.builder();
    ImmutableList<Found> here =
        findings.stream()
            .filter(finding -> meet(lines.range(finding), range))
            .collect(ImmutableList.toImmutableList());
    if (isAsked(CodeActionKind.QuickFix, only)) {
      for (Found finding : here) {
        for (int i = 0; i < finding.repairs().size(); i++) {
          actions.add(quickFix(finding, finding.repairs().get(i), i == 0));
        }
      }
      for (Found finding : here) {
        finding.suppressions().forEach(fix -> actions.add(quickFix(finding, fix, false)));
      }
    }
    Optional<WorkspaceEdit> all = all();
    boolean isNamed = isAsked(FIX_ALL, only) && !only.isEmpty();
    if (all.isPresent()
        && (isNamed || (!here.isEmpty() && isAsked(CodeActionKind.QuickFix, only)))) {
      CodeAction action = new CodeAction("Fix all that Watertight has found in this file");
      action.setKind(isNamed ? FIX_ALL : CodeActionKind.QuickFix);
      action.setEdit(all.get());
      actions.add(action);
    }
    return actions.build();
  }

  private CodeAction quickFix(Found finding, Found.Edits fix, boolean isBest) {
    CodeAction action = new CodeAction("%s [%s]".formatted(fix.description(), finding.check()));
    action.setKind(CodeActionKind.QuickFix);
    action.setDiagnostics(List.of(Client.diagnostic(finding, lines)));
    action.setEdit(edit(fix.replacements()));
    action.setIsPreferred(isBest);
    return action;
  }

  /**
   * The best fix of each finding, at once. A fix waits that would change what another one changes:
   * either alone is right. Two may import the same class, which is then imported once.
   */
  private Optional<WorkspaceEdit> all() {
    List<Replacement> taken = new ArrayList<>();
    int fixed = 0;
    for (Found finding : findings) {
      if (finding.repairs().isEmpty()) {
        continue;
      }
      List<Replacement> wanted = new ArrayList<>(finding.repairs().get(0).replacements());
      wanted.removeIf(edit -> edit.replaceWith().contains(IMPORT) && taken.contains(edit));
      if (wanted.stream().noneMatch(edit -> taken.stream().anyMatch(other -> meet(edit, other)))) {
        taken.addAll(wanted);
        fixed++;
      }
    }
    return fixed == 0 ? Optional.empty() : Optional.of(edit(taken));
  }

  private WorkspaceEdit edit(List<Replacement> replacements) {
    List<TextEdit> edits =
        replacements.stream()
            .map(
                edit ->
                    new TextEdit(
                        lines.range(edit.startPosition(), edit.endPosition()), edit.replaceWith()))
            .toList();
    return versions
        ? new WorkspaceEdit(
            List.of(
                Either.forLeft(
                    new TextDocumentEdit(
                        new VersionedTextDocumentIdentifier(document.uri(), document.version()),
                        edits.stream()
                            .map(Either::<TextEdit, org.eclipse.lsp4j.SnippetTextEdit>forLeft)
                            .toList()))))
        : new WorkspaceEdit(Map.of(document.uri(), edits));
  }

  private static boolean isAsked(String kind, List<String> only) {
    return only.isEmpty()
        || only.stream().anyMatch(each -> kind.equals(each) || kind.startsWith(each + "."));
  }

  /** Whether two edits change the same text, or add to the same place, whose order would matter. */
  private static boolean meet(Replacement one, Replacement other) {
    return (one.startPosition() < other.endPosition() && other.startPosition() < one.endPosition())
        || one.startPosition() == other.startPosition();
  }

  /** Whether they share a line: who asks has the cursor on the line, not always in the code. */
  private static boolean meet(Range one, Range other) {
    return one.getStart().getLine() <= other.getEnd().getLine()
        && other.getStart().getLine() <= one.getEnd().getLine();
  }
}
