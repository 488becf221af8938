using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Moves several products between their states (facts 3.6). What cannot be moved stands in <c>errors</c>, under code 0.</summary>
internal sealed class BatchDesk(ShopBook book, ShopReviews reviews, ShopEvents events)
{
    private const int Most = 20;

    public IEnumerable<ShopRoute> Routes =>
    [
        new("POST", "/product/202309/products/activate", ShopScopes.EditProducts, call => Each(call, ListingShapes.SeveralOnPlatforms, Activate)),
        new("POST", "/product/202309/products/deactivate", ShopScopes.EditProducts, call => Each(call, ListingShapes.SeveralOnPlatforms, Deactivate)),
        new("POST", "/product/202309/products/recover", ShopScopes.EditProducts, call => Each(call, ListingShapes.Several, Recover)),
        new("DELETE", "/product/202309/products", ShopScopes.DeleteProducts, call => Each(call, ListingShapes.Several, Delete)),
    ];

    private ShopAnswer Each(ShopCall call, BodyShape shape, Action<ShopCall, Listing> move)
    {
        CategoryDesk.Trade(call);
        var ids = call.Read(shape).Items("product_ids").Select(i => i.GetString()!).ToArray();
        if (ids.Length == 0) throw new ShopRefused(12052910, "Invalid input parameters. `body.product_ids` is empty.");
        if (ids.Length > Most) throw new ShopRefused(12019120, $"The number of provided product IDs exceeds the limit: {ids.Length} are given, {Most} are allowed.");
        var errors = new JsonArray();
        foreach (var (id, at) in ids.Distinct().Select((id, at) => (id, at)))
        {
            try
            {
                if (call.Settings.HalfBatches && at % 2 == 1) throw new ShopRefused(12001000, "product api internal error");
                move(call, ListingDesk.Find(book, call, id));
            }
            catch (ShopRefused refused)
            {
                errors.Add(new JsonObject { ["code"] = refused.Code, ["message"] = refused.Message, ["detail"] = new JsonObject { ["product_id"] = id } });
            }
            catch (CheckFailed failed)
            {
                errors.Add(new JsonObject
                {
                    ["code"] = 12052990,
                    ["message"] = "The check failed.",
                    ["detail"] = new JsonObject { ["product_id"] = id, ["extra_errors"] = new JsonArray(new JsonObject { ["code"] = failed.Fault.Code, ["message"] = failed.Fault.Message }) },
                });
            }
        }

        return ShopAnswer.Of(errors);
    }

    private void Activate(ShopCall call, Listing listing)
    {
        Must(listing.ProductStatus is "SELLER_DEACTIVATED" or "PLATFORM_DEACTIVATED" && listing.Status != "PENDING", listing);
        if (!call.At.Has(StandInWarehouse.Return)) throw new CheckFailed(new ListingFault(12052535, "Couldn't publish this product as you haven't set the return warehouse for your shop."));
        listing.Write(call.Now);
        listing.Submit(AuditOf.Activation, reviews.Due(call.Now));
        events.Audited(call.At, listing, call.Now);
    }

    private static void Deactivate(ShopCall call, Listing listing)
    {
        Must(listing.Status == "ACTIVATE", listing);
        listing.Write(call.Now);
        listing.ProductStatus = "SELLER_DEACTIVATED";
    }

    private static void Delete(ShopCall call, Listing listing)
    {
        Must(listing.ProductStatus is not ("FREEZE" or "DELETED"), listing);
        listing.Write(call.Now);
        listing.Withdraw();
        (listing.ProductStatus, listing.DeletedAt) = ("DELETED", call.Now);
    }

    private static void Recover(ShopCall call, Listing listing)
    {
        Must(listing.ProductStatus == "DELETED" && call.Now - listing.DeletedAt <= call.Settings.RecoverWindow, listing);
        listing.Write(call.Now);
        listing.ProductStatus = "SELLER_DEACTIVATED";
    }

    private static void Must(bool holds, Listing listing)
    {
        if (!holds) throw new ShopRefused(12052901, $"The product in its current status is not available for this operation. Change the product status first; it is {listing.Status}.");
    }

    /// <summary>The product could be moved, and what it needs is missing.</summary>
    private sealed class CheckFailed(ListingFault fault) : Exception(fault.Message)
    {
        public ListingFault Fault => fault;
    }
}
