using System.Text;

namespace Connector.Feeds;

/// <summary>The product and delete files of a feed's views, open until all views are made: only then is known whether anything is sent.</summary>
internal sealed class ViewWriters : IDisposable
{
    private readonly List<Written> _views = [];

    /// <summary>Ends when the disk has all files.</summary>
    public IEnumerable<Task> Lasting => _views.SelectMany(view => new[] { view.Products.Lasting, view.Deletes.Lasting });

    public Written Add(FeedFileForm products, FeedFileForm deletes)
    {
        var view = new Written(new FeedFileWriter(products), new FeedFileWriter(deletes), []);
        _views.Add(view);
        return view;
    }

    /// <summary>Ends all files. What stands in a delete file already stands in the new one, where anything else is sent.</summary>
    /// <param name="deletes">Whether something is newly deleted.</param>
    public IReadOnlyList<FeedFile> End(bool deletes)
    {
        var products = _views.ConvertAll(view => view.Products.End());
        var sends = deletes || products.Exists(files => files.Count > 0);
        return
        [
            .. _views.Zip(products).SelectMany(pair =>
            {
                foreach (var sku in sends ? pair.First.DeletedAgain : [])
                {
                    pair.First.Deletes.Write(Encoding.UTF8.GetBytes(sku + "\n"));
                }

                return pair.Second.Concat(pair.First.Deletes.End());
            }),
        ];
    }

    public void Dispose() => _views.ForEach(view =>
    {
        view.Products.Dispose();
        view.Deletes.Dispose();
    });

    /// <param name="Products">Takes rows.</param>
    /// <param name="Deletes">Takes SKUs that are deleted.</param>
    /// <param name="DeletedAgain">SKUs that stand in a delete file already.</param>
    internal sealed record Written(FeedFileWriter Products, FeedFileWriter Deletes, List<string> DeletedAgain);
}
