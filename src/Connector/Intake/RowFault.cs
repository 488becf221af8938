using System.Globalization;
using System.Text;
using Connector.Feeds;

namespace Connector.Intake;

/// <summary>Why a row of a manual file is refused.</summary>
/// <param name="Row">The row, the header being 1.</param>
/// <param name="Column">The column; empty where it is the whole row.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Reason">Why it cannot be taken.</param>
/// <param name="Cure">What to do.</param>
public sealed record RowFault(long Row, string Column, string Value, string Reason, string Cure);

/// <summary>The list of refused rows, for people: a CSV that is safe in a spreadsheet.</summary>
internal sealed class RowFaultsFile : IDisposable
{
    private readonly StreamWriter _file;

    public RowFaultsFile(string path)
    {
        _file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        _file.Write("row,column,value,reason,cure\n");
    }

    public void Write(RowFault fault)
    {
        _file.Write(string.Join(',', fault.Row.ToString(CultureInfo.InvariantCulture), Cell(fault.Column), Cell(fault.Value), Cell(fault.Reason), Cell(fault.Cure)));
        _file.Write('\n');
    }

    public void Dispose() => _file.Dispose();

    private static string Cell(string value) => SpreadsheetCell.Of(value);
}
